"""The phrases that replies are read by, in English, Spanish and French together: people mix them.

What changes an appointment (confirm, cancel, choose) must be the whole reply, so that a "not", an "if" or a second thought anywhere
leaves it unread. What changes nothing (another time, a person, no more texts) may stand anywhere in it.
All are written in the plain form of `reply_text`, with days and times as `@when`.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


def _whole(*phrases: str) -> re.Pattern[str]:
    return re.compile(_any(*phrases))


def _anywhere(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_any(*phrases)}\b")


COURTESY: Final = _anywhere(
    r"please", r"thanks?(?: you)?(?: so much| very much| again| a lot)?(?: for the reminder)?", r"kindly", r"hi", r"hello",
    r"hey", r"good (?:morning|afternoon|evening)", r"(?:im |i am |so )*sorry", r"ma am", r"maam", r"sir",
    r"have a (?:great|good|nice|wonderful) (?:day|one|weekend|evening)", r"por favor", r"(?:muchas |mil )?gracias", r"hola",
    r"buen[oa]s (?:dias|tardes|noches)", r"lo siento", r"disculpen?", r"s il (?:vous|te) plait",
    r"merci(?: beaucoup| bien| d avance)?", r"bonjour", r"bonsoir", r"desolee?", r"bonne journee",
)  # fmt: skip
THANKS: Final = _anywhere(r"thanks?", r"gracias", r"merci")

_YES = _any(
    r"yes", r"y", r"yep", r"yup", r"yeah", r"ya", r"sure(?: thing)?", r"ok", r"okay", r"okey", r"k", r"kk", r"absolutely",
    r"definitely", r"of course", r"perfect", r"great", r"sounds (?:good|great)", r"correct", r"no problem", r"will do",
    r"affirmative", r"all good", r"(?:yes )?(?:thats|that is) (?:fine|good|ok|okay|correct|right)",
    r"si(?! (?:je|j|tu|vous|on|il|elle|nous)\b)", r"sip", r"claro(?: que si)?", r"por supuesto", r"vale", r"de acuerdo",
    r"perfecto", r"listo", r"dale", r"esta bien", r"no hay problema", r"oui", r"ouais", r"d accord", r"dac", r"parfait",
    r"bien sur", r"entendu", r"c est (?:bon|confirme|note|parfait)(?: pour moi)?", r"ca marche(?: pour moi)?", r"pas de probleme",
    r"@yes",
)  # fmt: skip
_ON = r"(?: (?:(?:on|for|at|this|el|del|de|le|du|pour|para|a) )*@when)*"
_APPOINTMENT = r"(?:(?:my|our|the|this|that) )?(?:appointment|visit|booking)"
_CITA = r"(?:(?:mi|la|esta|nuestra) )?(?:cita|visita|consulta|asistencia)"
_RENDEZVOUS = r"(?:(?:mon|le|ce|notre|ma|la) )?(?:rendezvous|visite|consultation|presence)"
_IT = rf"(?: (?:it|this|that|{_APPOINTMENT}|{_CITA}|{_RENDEZVOUS}))?"
_NAMED = rf" {_any(_APPOINTMENT, _CITA, _RENDEZVOUS)}"
_WANT = _any(
    r"(?:(?:i|we) )?(?:just )?(?:want|need|would like|have|am going(?: to have)?|will have|will need|got|wish) to",
    r"im going to(?: have to)?", r"(?:(?:i|we) )?(?:must|gotta|wanna)", r"(?:id|wed) like to", r"(?:ill|well) have to", r"just",
    r"(?:yo )?(?:quiero|necesito|deseo|quisiera|debo|prefiero)", r"tengo que", r"voy a", r"me gustaria",
    r"(?:je|nous) (?:veux|voudrais|souhaite|souhaiterais|dois|vais|prefere|voulons|devons)", r"j aimerais", r"il faut",
    r"veuillez", r"de?",
)  # fmt: skip
_WISH = _any(
    r"(?:(?:i|we) )?(?:just )?(?:want|need|would like|wish) to", r"(?:id|wed) like to", r"(?:i )?just",
    r"(?:yo )?(?:quiero|deseo|quisiera)", r"me gustaria",
    r"(?:je|nous) (?:veux|voudrais|souhaite|souhaiterais|voulons)", r"j aimerais", r"veuillez", r"de?",
)  # fmt: skip
"""What is wanted now: who has to confirm, or is going to, has not done so yet."""
_REQUEST = _any(
    r"(?:can|could|would) (?:you|we)", r"(?:puede|pueden|podria|podrian|puedes|podrias)(?: usted)?",
    r"(?:pouvez|pourriez|peux|pourrais) (?:vous|tu)",
)  # fmt: skip

_KEEP = (
    r"(?:(?:ill|i will|(?:i )?want to|id like to|i would like to|i) )?keep "
    r"(?:it|(?:(?:my|the|our) )?(?:original |old |current )?(?:appointment|time))"
)
_COME = r"(?:be there(?: on time)?|come|attend|make it|do)"
_COMING = _any(
    rf"(?:(?:i|we) )?(?:{_WISH} )?(?:confirm(?:ed|ing)?|accept|confirmo|confirmar|confirmad[oa]|confirmamos|confirmons){_IT}",
    rf"(?:(?:je|nous) )?(?:{_WISH} )?(?:confirme|confirmer){_IT}",
    rf"(?:(?:i|we) )?(?:will|ill|well|shall|plan to|(?:am|im) (?:going|able) to|can|still) {_COME}", r"be there",
    r"(?:im|i am|we are|were|still) (?:still )?coming",
    r"(?:(?:i|we|ill|well|will) )*(?:see|c) (?:you|ya)(?: (?:then|there|soon))?",
    r"(?:(?:that|it|this|that time|the time) )?(?:still )?works(?: for (?:me|us))?", r"count me in",
    r"(?:ahi|alli|alla) (?:estare|estaremos|nos vemos)", r"(?:estare|estaremos) (?:ahi|alli|alla)",
    r"(?:ahi )?voy a (?:estar|ir|asistir)(?: ahi)?", r"(?:voy|ire|asistire|vamos|iremos|asistiremos)", r"nos vemos",
    r"hasta (?:pronto|(?:el )?@when)", r"je serai (?:la|presente?|au rendezvous)", r"j y serai",
    r"(?:je viens|je viendrai)", r"nous (?:serons la|viendrons)", r"a (?:bientot|@when)", _KEEP,
)  # fmt: skip
_TO_CANCEL = r"(?:cancel|call off|cancelar(?:la)?|cancelen?|cancela|anular(?:la)?|anulen?|annule[rz])"
_CANCEL = _any(
    rf"(?:{_any(_WANT, _REQUEST)} ){{0,3}}{_TO_CANCEL}{{object}}", r"(?:im|i am|we are) (?:canceling|cancelling){object}",
    r"cancelo{object}", r"(?:j )?annule{object}", r"annulation",
)  # fmt: skip


def _replied(digit: str, phrase: str, before: str = "") -> re.Pattern[str]:
    """Give the form of a reply made of a phrase, or its digit, once or more."""
    digits = {"1": "1|one|uno?", "2": "2|two|dos|deux", "3": "3|three|tres|trois"}[digit]
    unit = rf"(?:(?:(?:option|opcion|press|number|numero) )?(?:{digits})|{phrase}){_ON}"
    return re.compile(rf"(?:{before})?{unit}(?:(?: and| y| et)? {unit})*")


CONFIRM: Final = _replied("1", f"{_YES}|{_COMING}")
# After a yes, only words cancel: "yes 3" may as well be three people. "Ya cancelé" says that it was done before.
CANCEL: Final = _replied("3", rf"(?:(?!ya\b){_YES} ){{0,3}}{_CANCEL.replace('{object}', _IT)}")
RESCHEDULE_DIGIT: Final = _replied("2", _any("reschedule", "reprogramar", "reporter"))
REQUEST: Final = re.compile(rf"(?:{_YES} ){{0,3}}{_REQUEST}\b")
KEEP: Final = _whole(rf"(?:no )?{_KEEP}")
CANCEL_NAMED: Final = _whole(rf"(?:{_CANCEL.replace('{object}', _NAMED)}){_ON}")

RESCHEDULE: Final = _anywhere(
    r"re ?sched(?:ul\w*)?", r"rebook", r"postpone", r"push (?:it |this )?back",
    r"(?:change|move) (?:it|(?:(?:my|the|this|our) )?(?:appointment|visit|time|date|day))",
    r"(?:another|different|other|new|better|later|earlier) (?:day|time|date|slot|appointment)s?", r"reprogramar(?:la)?",
    r"reagendar(?:la)?", r"posponer(?:la)?", r"aplazar(?:la)?",
    r"(?:cambiar|mover)(?:la| (?:de )?(?:(?:la|mi|el) )?(?:cita|hora|dia|fecha|horario))",
    r"otr[oa]s? (?:dia|hora|fecha|horario|cita)s?", r"(?:reporter|deplacer|decaler|repousser|reprogrammer)",
    r"(?:changer|modifier) (?:(?:de|d|l|le|la|mon|ma) )*(?:heure|date|jour|rendezvous|horaire)",
    r"autres? (?:jour|date|heure|horaire|creneau|moment|rendezvous)s?",
)  # fmt: skip
RESCHEDULE_WORD: Final = _whole(r"cambiar", r"changer", r"change", r"move")
_NOT = r"(?:dont|do not|didnt|did not|not|never|no|cant|cannot|couldnt|could not|wont|wouldnt)"
NOT_RESCHEDULE: Final = _anywhere(
    r"(?:already|have|was|were|been) re ?sched\w*", r"(?:i|we|you|they|who|why\b.*) re ?scheduled", r"\Are ?scheduled\Z",
    r"(?:did (?:i|we|you|they)|tried to|do (?:i|we) (?:have|need) to|\Afor) re ?sched\w*",
    rf"{_NOT}(?: (?:want|need|have|to|going|be|reason)){{0,3}} (?:re ?schedul\w*|rebook|postpone|change|move)",
    r"no(?: (?:quiero|necesito|puedo|voy|a|deseo|hace falta|hay que|es necesario)){0,2} "
    r"(?:cambiar|mover|reprogramar|reagendar|posponer|aplazar)",
    r"(?:ne|n)(?: \w+)? pas(?: \w+)? (?:changer|reporter|deplacer|decaler|repousser|modifier)",
    r"(?:pas|pas besoin de|inutile de) (?:changer|reporter|deplacer|decaler|repousser|modifier)",
    # An appointment or a date that there is already.
    r"(?<!can )(?<!could )(?<!may )(?:i|we) (?:already )?have (?:an? )?(?:another|other|new|later|earlier) appointments?",
    r"(?<!can )(?<!could )(?<!may )(?:i|we) (?:already )?have (?:an? )?different (?:appointment|time|date|day)s?",
    r"(?:says?|said|told|wrote|written|dice|dijo|dijeron|dit|ecrit|marque)", r"no other (?:day|time|date)s? works?",
    r"(?:cant|cannot) do (?:an)?other (?:day|time|date)s?",
    r"(?:tengo|tenemos|hay) otras? citas?", r"(?:j ai|nous avons|il y a) (?:un |d )?autres? rendezvous",
    r"(?:whats|what is|when is|whens) (?:the|my|our) (?:new|other|later|earlier)",
    r"(?:cancel|confirm|cancelar|confirmar|annuler|confirmer)\w*",
)  # fmt: skip

PERSON: Final = _anywhere(
    r"person", r"human", r"operator", r"representative", r"receptionist", r"agent", r"help", r"(?:talk|speak) (?:to|with)",
    r"(?:call|phone|ring) (?:me|my)", r"call back", r"a (?:phone )?call",
    r"(?:nurse|doctor|office|someone|somebody) (?:to )?call", r"persona", r"operadora?", r"recepcionista", r"ayuda",
    r"hablar con", r"(?:llameme|llamame|llamenme|llamarme)", r"me (?:pueden?|podrian?|puedes) llamar", r"me llamen?", r"personne",
    r"humain", r"aide", r"secretaire", r"parler (?:a|avec)", r"r?appelez moi", r"(?:me rappeler|m appeler)",
)  # fmt: skip
REVOKE_WORD: Final = _whole(
    r"(?:(?:ok|okay|yes|no|and|just|i said|si|oui|y|et) )*stop(?: (?:it|this|now|stop|already))*",
    r"(?:do not|dont) text", r"alto", r"basta(?: ya)?", r"par(?:ar|e|en)", r"baja", r"arret",
    r"arrete[rz]?",
)  # fmt: skip
REVOKE: Final = _anywhere(
    r"stop (?:texting|messaging|sending|contacting|bothering|these|all|(?:the|your) (?:texts|messages))",
    r"(?:dont|do not|never|quit) (?:ever )?(?:text|texting|message|messaging|contact|send)(?: (?:me|us|this|any))",
    r"(?:dont want|do not want|no more|stop) (?:(?:any|more|these|your|the) )*(?:texts?|messages?|reminders)",
    r"(?:take|remove) (?:me|my number|this number)", r"unsubscribe", r"opt(?: me)? out", r"leave me alone",
    r"wrong (?:number|person)", r"no me (?:manden?|escriban?|envien?|molesten?)",
    r"dejen? de (?:mandar|escribir|enviar|molestar)\w*", r"no mas mensajes", r"dar(?:me)? de baja",
    r"(?:numero|persona) equivocad[oa]", r"arretez? (?:de|d|les|vos|ces)", r"ne m (?:ecrivez|envoyez|contactez|textez)",
    r"(?:plus|pas) de (?:messages|textos|sms)", r"desabonne\w*", r"desinscri\w*", r"retirez (?:moi|mon)", r"mauvais numero",
    r"laissez moi tranquille",
)  # fmt: skip

OPTIONS: Final = {
    1: r"1(?:st|er|ere|re)?|one|first|uno|primer[oa]|un|premiere?",
    2: r"2(?:nd|e|eme)?|two|second|dos|segund[oa]|deux|deuxieme|seconde",
    3: r"3(?:rd|e|eme)?|three|third|tres|tercer[oa]|trois|troisieme",
    -1: r"last|ultim[oa]|dernier|derniere",
}
"""The words for each place in a list; -1 is its last."""
DAY_LIKE: Final = re.compile(r"\b(?:(?:the|el|le) )\d\b|\d(?:st|nd|rd|er)\b")
"""An option written as a day of the month is written, too."""
_LEAD = _any(
    _YES, r"(?:ill|i will|i|we) (?:take|have|choose|pick|want|prefer|go with)", r"(?:id|i would) like", r"lets do", r"go with",
    r"me gusta", r"book", r"give me", r"(?:can|could|may) (?:i|we) (?:have|get|take|do)", r"i can do", r"book me for", r"quiero",
    r"prefiero", r"me quedo con", r"elijo", r"escojo", r"tomo", r"je (?:prends|choisis|veux|voudrais|prefere)",
)  # fmt: skip
_TRAIL = _any(
    r"works?(?: for me| best| great| fine)?", r"is (?:good|fine|great|perfect|best|ok|okay)(?: for me)?",
    r"would be (?:great|good|perfect|fine)", r"(?:looks|sounds) good", r"esta bien", r"me (?:va bien|sirve|conviene)",
    r"(?:me )?convient", r"me va(?: bien)?", r"ca me va", r"@yes",
)  # fmt: skip
_THE = r"(?:(?:the|el|la|le|option|opcion|number|numero|choice) )*"
_THING = r"(?: (?:one|option|time|slot|appointment|opcion|cita|creneau|rendezvous))?"


def option_form(words: str) -> re.Pattern[str]:
    """Give the form of a reply that chooses the option of these words."""
    return re.compile(rf"(?:{_LEAD} ){{0,3}}{_THE}(?:{words}){_THING}(?: {_TRAIL})*")


CHOOSE: Final = {number: option_form(words) for number, words in OPTIONS.items()}
_BEFORE_WHEN = r"(?:the|one|on|for|at|el|la|le|l|del|de|du|celui|celle|en|a|pour|para)"
CHOOSE_WHEN: Final = _whole(
    rf"(?:{_LEAD} ){{0,3}}(?:(?:{_BEFORE_WHEN} )*@when ?)+(?:(?<= )(?:one|appointment|slot))?(?: ?{_TRAIL})*"
)
MORE: Final = _whole(
    r"(?:show me )?more(?: (?:options|times|slots|dates))?", r"next",
    r"none(?: of (?:these|them|those))?(?: works?)?(?: for me)?", r"(?:something|anything) else",
    r"(?:any )?other (?:times|days|options|ones|dates)", r"different (?:times|days)",
    r"do you have (?:anything|something) (?:later|earlier|else)", r"mas(?: (?:opciones|horarios|fechas))?",
    r"otr[oa]s?(?: (?:opciones|opcion))?", r"(?:i need |i want )?something (?:later|earlier)", r"nothing (?:later|earlier)",
    r"none of the above", r"ningun[oa](?: me (?:sirve|va bien|conviene))?", r"plus", r"(?:d )?autres?(?: (?:choix|options))?",
    r"autre chose", r"aucune?(?: ne (?:me )?(?:convient|va))?", r"encore", r"suivante?s?",
)  # fmt: skip
ALL: Final = _whole(
    r"both(?: of (?:them|those))?", r"all(?: of (?:them|those))?", r"l[ao]s (?:dos|2)", r"amb[oa]s", r"tod[oa]s",
    r"(?:tous |toutes )?les (?:deux|2)", r"tous", r"toutes",
)  # fmt: skip
