/** The element of this id and kind; the page is ours, so that one which is missing is a fault of the page. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${kind.name} "${id}"`)
}

export function setText(id: string, text: string): void {
  const target = element(id, HTMLElement)
  if (target.textContent !== text) target.textContent = text
}

export function onClick(id: string, act: () => void): void {
  element(id, HTMLButtonElement).addEventListener('click', act)
}
