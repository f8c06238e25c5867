// Questions to the service. The token is kept for this tab alone, and travels in a header only.

import { tag, tr } from "./language.js";

const KEPT = "voicecloner-token";
/** What helps on this page, where the service tells programs what they can ask. */
const HINTS = {
  VoiceNotFound: () => tr("Look for it under “Voices”."),
  QuotaReached: () => tr("Delete a voice first."),
};

/** What went wrong, in the service's own words. */
export class ServiceError extends Error {
  constructor(message, { status = 0, code = "", hint = "" } = {}) {
    super(message);
    Object.assign(this, { status, code, hint: HINTS[code]?.() ?? hint });
  }
}

/** Take a token out of the address, where it must not stay, and keep it. */
export function takeTokenFromAddress() {
  const found = /^#token=(.+)$/.exec(location.hash);
  if (!found) return;
  sessionStorage.setItem(KEPT, decodeURIComponent(found[1]));
  history.replaceState(null, "", location.pathname);
}

export const hasToken = () => Boolean(sessionStorage.getItem(KEPT));
export const keepToken = (token) => sessionStorage.setItem(KEPT, token.trim());
export const forgetToken = () => sessionStorage.removeItem(KEPT);

/** Ask; the answer is one that went well. */
export async function ask(path, options = {}) {
  const headers = { ...options.headers, "Accept-Language": tag(), Authorization: `Bearer ${sessionStorage.getItem(KEPT) ?? ""}` };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError(tr("The service does not answer."), { hint: tr("See whether it still runs, then try again.") });
  }
  if (!answer.ok) throw await failure(answer);
  return answer;
}

/** Ask for JSON, and send some where `body` is an object. */
export async function askJson(path, options = {}) {
  return (await ask(path, options)).json();
}

/** What to send as JSON. */
export const asJson = (content) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(content),
});

async function failure(answer) {
  const told = await answer.json().then((body) => body.error, () => null);
  const error = new ServiceError(told?.message ?? tr("The service refused: {status}.", { status: answer.status }), {
    status: answer.status,
    code: told?.code,
    hint: told?.hint,
  });
  const wait = answer.headers.get("Retry-After");
  if (wait) error.hint = tr("Try again in {wait}\u00a0s.", { wait });
  if (answer.status === 401) {
    forgetToken();
    document.dispatchEvent(new CustomEvent("token-refused", { detail: error }));
  }
  return error;
}
