/**
 * One way to ask the API: JSON in, JSON out, problem documents (RFC 9457) as errors with words in them.
 */

const PATIENCE_MS = 15000;

/** The API answered, and the answer is no. */
export class ProblemError extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, title?: string, detail?: string, errors?: {detail: string, code?: string}[], current?: unknown, request_id?: string}} problem
   */
  constructor(status, problem) {
    super(problem.detail || problem.title || `The service answered ${status}.`);
    this.name = "ProblemError";
    this.status = status;
    this.code = problem.code ?? "";
    this.title = problem.title ?? "";
    this.errors = problem.errors ?? [];
    this.current = problem.current ?? null;
    this.requestId = problem.request_id ?? "";
  }
}

/** No answer: the outcome is unknown, and asking again is for the caller to judge. */
export class NoAnswerError extends Error {
  constructor(cause) {
    super("No answer from the service. Check the connection.");
    this.name = "NoAnswerError";
    this.cause = cause;
  }
}

/** The same for those who only want the JSON. @returns {Promise<any>} the parsed body, or null when there is none */
export async function requestJson(url, options) {
  return (await request(url, options)).data;
}

/**
 * Send a request and read its answer.
 * @param {string} url
 * @param {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal, wait?: number, file?: boolean}} [options] `wait`: ms until it is given up; `file`: keep the body as it comes
 * @returns {Promise<{data: any, text: string, headers: Headers, file?: Blob}>} `data` is null when the body is no JSON
 * @throws {ProblemError} the API refused
 * @throws {NoAnswerError} nothing came back in time
 */
export async function request(url, { method = "GET", body, headers = {}, signal, wait = PATIENCE_MS, file = false } = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), wait);
  const stop = () => patience.abort();
  signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: patience.signal,
    });
    return await read(response, file);
  } catch (error) {
    if (error instanceof ProblemError || signal?.aborted) throw error;
    throw new NoAnswerError(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function read(response, file) {
  if (file && response.ok) return { data: null, text: "", headers: response.headers, file: await response.blob() };
  const text = await response.text();
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = null;
  }
  if (!response.ok) throw new ProblemError(response.status, data ?? {});
  return { data, text, headers: response.headers };
}

/** Whether asking again later may succeed (RFC 9110: 408, 429 and server errors). */
export function mayPass(error) {
  if (error instanceof NoAnswerError) return true;
  return error instanceof ProblemError && (error.status >= 500 || error.status === 429 || error.status === 408);
}

/** What to tell a person about an error: a sentence, and details where the API named some. */
export function explain(error) {
  if (!(error instanceof ProblemError)) return { words: error?.message ?? "Something went wrong.", details: [], reference: "" };
  return { words: error.message, details: error.errors.map((each) => each.detail).filter(Boolean), reference: error.status >= 500 ? error.requestId : "" };
}
