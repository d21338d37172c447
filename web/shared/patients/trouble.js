import { ProblemError } from "/shared/request.js";

/**
 * Which words to show for an error. A refusal reads the same whatever was wrong: the page must not tell what exists.
 * @param {unknown} error
 * @param {string} refused key of the words for "that didn't match"
 */
export function wordsFor(error, refused) {
  if (!(error instanceof ProblemError)) return "no_answer";
  return error.status >= 500 ? "trouble" : refused;
}

/** Whether the session is over and a code is needed again. */
export const sessionEnded = (error) => error instanceof ProblemError && error.status === 401;
