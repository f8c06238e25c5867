// Small helpers around the document.

export const byId = (id) => document.getElementById(id);

/** A new element with properties and children, which are elements or texts. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Show what went wrong and what helps; nothing hides the box. */
export function showError(box, error) {
  box.hidden = !error;
  const lines = error ? [error.message, error.hint] : [];
  box.replaceChildren(...lines.filter(Boolean).map((line) => element("p", {}, line)));
}

/** Give a file to the user. */
export function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Let an audio element play this sound, and forget the one before. */
export function setSound(audio, blob) {
  if (audio.src) URL.revokeObjectURL(audio.src);
  audio.src = URL.createObjectURL(blob);
  audio.hidden = false;
}
