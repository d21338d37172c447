export const dateOrder = ["day", "month", "year"];

export const months = [
  "janvier", "février", "mars", "avril", "mai", "juin",
  "juillet", "août", "septembre", "octobre", "novembre", "décembre",
];

export const words = {
  title: "Messages sécurisés",
  language: "Langue",
  step: "Étape {step} sur {steps}",
  today: "Aujourd’hui",
  yesterday: "Hier",
  loading: "Chargement de vos messages",

  code_heading: "Vous avez un message sécurisé",
  code_lead: "Pour protéger votre vie privée, nous vous avons envoyé un code à 6 chiffres par texto. Saisissez-le ici.",
  code_label: "Code à 6 chiffres",
  code_submit: "Continuer",
  code_short: "Le code compte 6 chiffres.",
  resend: "M’envoyer un nouveau code",
  resend_wait: "Nouveau code dans {seconds} s",
  resent: "Si votre lien est toujours actif, un nouveau code est en route. L’ancien code ne fonctionne plus.",

  dob_heading: "Confirmez la date de naissance",
  dob_lead: "Une dernière vérification : la date de naissance du patient.",
  dob_month: "Mois",
  dob_day: "Jour",
  dob_year: "Année",
  dob_submit: "Voir mes messages",
  dob_invalid: "Saisissez la date de naissance complète, avec une année à quatre chiffres.",

  not_verified: "Cela ne correspond pas. Vérifiez le code, demandez-en un nouveau ou appelez votre clinique.",
  dob_not_verified: "Cela ne correspond pas. Vérifiez la date, recommencez avec un nouveau code ou appelez votre clinique.",
  start_again: "Recommencer avec un code",
  no_answer: "Impossible de joindre la clinique pour le moment. Vérifiez votre connexion et réessayez.",
  trouble: "Un problème est survenu de notre côté. Réessayez dans un instant.",

  no_link_heading: "Ouvrez le lien de votre texto",
  no_link_lead: "Pour lire vos messages, touchez le lien dans le texto de votre clinique.",
  ended: "Votre session a pris fin pour protéger votre vie privée. Saisissez un code pour revenir; vous pouvez en demander un nouveau.",
  signed_out_heading: "Vous êtes déconnecté",
  signed_out_lead: "Vous pouvez fermer cette page. Pour revenir, touchez le lien dans votre texto.",

  conversation: "Conversation avec {practice}",
  call: "Appeler {practice}",
  sign_out: "Quitter",
  from_practice: "De votre clinique",
  from_you: "De vous",
  secured: "Sécurisé",
  by_text: "Texto",
  earlier: "Messages précédents",
  empty: "Aucun message pour le moment.",
  reply_label: "Votre réponse",
  reply_placeholder: "Écrivez une réponse sécurisée",
  reply_hint: "Seule votre clinique peut lire ceci. En cas d’urgence, appelez le 911.",
  reply_send: "Envoyer",
  sending: "Envoi en cours",
  sent: "Envoyé",
  not_sent: "Pas encore envoyé. Vous pouvez réessayer : il ne partira pas deux fois.",
  try_again: "Réessayer",
  too_long: "Il y a {count} caractères de trop.",
  new_message: "Nouveau message de votre clinique",
};
