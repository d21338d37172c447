/** Words for patients, one file per language, loaded when asked for. */

export const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "es", name: "Español" },
  { code: "fr", name: "Français" },
];

const LOADERS = {
  en: () => import("./i18n/en.js"),
  es: () => import("./i18n/es.js"),
  fr: () => import("./i18n/fr.js"),
};

const CHOICE = "textward.language";

/** The language chosen before on this device, else the first of the browser's that we speak, else English. */
export function preferredLanguage() {
  const wanted = [recall(), ...(navigator.languages ?? [navigator.language])];
  for (const tag of wanted) {
    const code = (tag ?? "").slice(0, 2).toLowerCase();
    if (code in LOADERS) return code;
  }
  return "en";
}

/**
 * Load a language.
 * @param {string} code
 * @returns {Promise<{code: string, t: (key: string, values?: Record<string, string|number>) => string, months: string[], order: string[]}>}
 */
export async function loadLanguage(code) {
  const { words, months, dateOrder } = await LOADERS[code]();
  const t = (key, values = {}) => {
    if (!(key in words)) throw new Error(`No words for ${key} in ${code}`);
    return words[key].replace(/\{(\w+)\}/gu, (_, name) => String(values[name]));
  };
  return { code, t, months, order: dateOrder };
}

/** Remember a choice on this device (a language, nothing about the person). */
export function rememberLanguage(code) {
  try {
    localStorage.setItem(CHOICE, code);
  } catch {
    // Storage may be switched off; the choice then lasts for this page only.
  }
}

function recall() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
