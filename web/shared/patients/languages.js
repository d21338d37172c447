import { fill, h, icon } from "/shared/dom.js";
import { LANGUAGES, loadLanguage, rememberLanguage } from "/shared/i18n.js";

/** Speak a language on the whole page: its words, and the page's own marks of it. @param {string} title key of the page's title */
export async function speak(code, title) {
  const language = await loadLanguage(code);
  document.documentElement.lang = code;
  document.title = language.t(title);
  return language;
}

/** Offer the languages. @param {Element} place @param {(code: string) => Promise<unknown>} change speaks another language */
export function offerLanguages(place, language, change) {
  const choose = async (code) => {
    rememberLanguage(code);
    await change(code);
    place.querySelector("[aria-pressed=true]").focus();
  };
  const options = LANGUAGES.map(({ code, name }) => h("button", { type: "button", class: "language", lang: code, "aria-pressed": String(code === language.code), "data-testid": `language-${code}`, onclick: () => choose(code) }, name));
  return fill(place, h("div", { role: "group", "aria-label": language.t("language"), class: "language-group" }, icon("globe"), ...options));
}
