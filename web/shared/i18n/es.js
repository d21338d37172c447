export const dateOrder = ["day", "month", "year"];

export const months = [
  "enero", "febrero", "marzo", "abril", "mayo", "junio",
  "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
];

export const words = {
  title: "Mensajes seguros",
  language: "Idioma",
  step: "Paso {step} de {steps}",
  today: "Hoy",
  yesterday: "Ayer",
  loading: "Cargando sus mensajes",

  code_heading: "Tiene un mensaje seguro",
  code_lead: "Para proteger su privacidad, le enviamos un código de 6 dígitos por mensaje de texto. Escríbalo aquí.",
  code_label: "Código de 6 dígitos",
  code_submit: "Continuar",
  code_short: "El código tiene 6 dígitos.",
  resend: "Enviarme un código nuevo",
  resend_wait: "Código nuevo en {seconds} s",
  resent: "Si su enlace sigue activo, un código nuevo está en camino. El código anterior ya no sirve.",

  dob_heading: "Confirme la fecha de nacimiento",
  dob_lead: "Una última comprobación: la fecha de nacimiento del paciente.",
  dob_month: "Mes",
  dob_day: "Día",
  dob_year: "Año",
  dob_submit: "Ver mis mensajes",
  dob_invalid: "Escriba la fecha de nacimiento completa, con el año de cuatro cifras.",

  not_verified: "No coincide. Revise el código, pida uno nuevo o llame a su consultorio.",
  dob_not_verified: "No coincide. Revise la fecha, empiece de nuevo con otro código o llame a su consultorio.",
  start_again: "Empezar de nuevo con un código",
  no_answer: "No podemos comunicarnos con el consultorio en este momento. Revise su conexión e inténtelo de nuevo.",
  trouble: "Algo falló de nuestro lado. Inténtelo de nuevo en un momento.",

  no_link_heading: "Abra el enlace de su mensaje de texto",
  no_link_lead: "Para leer sus mensajes, toque el enlace del mensaje de texto de su consultorio.",
  ended: "Su sesión terminó para proteger su privacidad. Escriba un código para volver; puede pedir uno nuevo.",
  signed_out_heading: "Ha cerrado la sesión",
  signed_out_lead: "Ya puede cerrar esta página. Para volver, toque el enlace de su mensaje de texto.",

  conversation: "Conversación con {practice}",
  call: "Llamar a {practice}",
  sign_out: "Salir",
  from_practice: "De su consultorio",
  from_you: "De usted",
  secured: "Seguro",
  by_text: "Mensaje de texto",
  earlier: "Mensajes anteriores",
  empty: "Todavía no hay mensajes.",
  reply_label: "Su respuesta",
  reply_placeholder: "Escriba una respuesta segura",
  reply_hint: "Solo su consultorio puede leer esto. En una emergencia, llame al 911.",
  reply_send: "Enviar",
  sending: "Enviando",
  sent: "Enviado",
  not_sent: "Todavía no se envió. Puede intentarlo de nuevo: no se enviará dos veces.",
  try_again: "Intentar de nuevo",
  too_long: "Sobran {count} caracteres.",
  new_message: "Mensaje nuevo de su consultorio",
};
