"""What the product itself says to a patient by text, in English, Spanish and French (row J11)."""

from __future__ import annotations

LANGUAGES = ("en", "es", "fr")

_LINK = {
    "en": "{practice} sent you a secure message. Open it here: {url}",
    "es": "{practice} le envió un mensaje seguro. Ábralo aquí: {url}",
    "fr": "{practice} vous a envoyé un message sécurisé. Ouvrez-le ici : {url}",
}
_CODE = {
    "en": "{code} is your code to open the secure message. It is valid for two hours. We never ask for it by phone or text.",
    "es": "{code} es su código para abrir el mensaje seguro. Vale dos horas. Nunca se lo pediremos por teléfono ni por mensaje.",
    "fr": "{code} est votre code pour ouvrir le message sécurisé. Il est valable deux heures. Nous ne le demandons jamais.",
}
_PORTAL_CODE = {
    "en": "{code} is your code to sign in to your messages. It is valid for two hours. We never ask for it by phone or text.",
    "es": "{code} es su código para entrar a sus mensajes. Vale dos horas. Nunca se lo pediremos por teléfono ni por mensaje.",
    "fr": "{code} est votre code pour ouvrir vos messages. Il est valable deux heures. Nous ne le demandons jamais.",
}
_ALERT = {
    "en": "{practice} has answered you. Read the answer here: {url}",
    "es": "{practice} le ha respondido. Lea la respuesta aquí: {url}",
    "fr": "{practice} vous a répondu. Lisez la réponse ici : {url}",
}


def link_text(language: str, practice: str, url: str) -> str:
    """Give the text that carries a secure link, and no content (row B3)."""
    return _LINK.get(language, _LINK["en"]).format(practice=practice, url=url)


def code_text(language: str, code: str) -> str:
    """Give the text that carries a one-time password (row C2)."""
    return _CODE.get(language, _CODE["en"]).format(code=code)


def portal_code_text(language: str, code: str) -> str:
    """Give the text that carries the portal's one-time password (rows C2, H4)."""
    return _PORTAL_CODE.get(language, _PORTAL_CODE["en"]).format(code=code)


def alert_text(language: str, practice: str, url: str) -> str:
    """Give the text that tells of an answer in the portal: no content, and not even which group it is from (row H4)."""
    return _ALERT.get(language, _ALERT["en"]).format(practice=practice, url=url)
