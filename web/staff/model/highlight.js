/** Where words stand in a text, case and accents aside; shown as nodes, never as markup. */
import { h } from "/shared/dom.js";

const folded = (character) => character.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** @returns {{letters: string[], hit: Set<number>}} the letters, and which of them are part of a word sought */
export function lettersHit(text, words) {
  const letters = [...text];
  let plain = "";
  const from = []; // For each unit of `plain`: which letter it came from.
  letters.forEach((letter, index) => {
    const unit = folded(letter);
    from.push(...Array.from({ length: unit.length }, () => index));
    plain += unit;
  });
  const hit = new Set();
  for (const word of [...words].map(folded).join("").split(/\s+/u).filter(Boolean)) {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
      for (let unit = at; unit < at + word.length; unit += 1) hit.add(from[unit]);
    }
  }
  return { letters, hit };
}

/** The text as nodes, with the words in `<mark>`. @returns {(string|Node)[]} */
export function marked(text, words) {
  const { letters, hit } = lettersHit(text, words);
  const nodes = [];
  let run = "";
  const flush = (on) => {
    if (run) nodes.push(on ? h("mark", { class: "hit" }, run) : run);
    run = "";
  };
  letters.forEach((letter, index) => {
    if (index > 0 && hit.has(index) !== hit.has(index - 1)) flush(hit.has(index - 1));
    run += letter;
  });
  flush(hit.has(letters.length - 1));
  return nodes;
}
