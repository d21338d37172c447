/**
 * How many texts a message takes: GSM 03.38 septets where every character allows it, else UCS-2 (3GPP TS 23.038).
 */

const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("^{}\\[~]|€\f");

/** @param {string} text @returns {{segments: number, encoding: "gsm"|"ucs2"}} */
export function countSegments(text) {
  const characters = [...text];
  if (characters.every((each) => BASIC.has(each) || EXTENDED.has(each))) {
    const units = characters.reduce((sum, each) => sum + (EXTENDED.has(each) ? 2 : 1), 0);
    return { segments: parts(units, 160, 153), encoding: "gsm" };
  }
  return { segments: parts(text.length, 70, 67), encoding: "ucs2" };
}

function parts(units, single, joined) {
  return units <= single ? 1 : Math.ceil(units / joined);
}
