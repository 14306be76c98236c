const NAMES = ['knows', 'ignorant', 'dead', 'message', 'lost', 'link', 'ink', 'surface'] as const

/** The colours of the style sheet, as a canvas takes them. */
export type Theme = Readonly<Record<(typeof NAMES)[number], string>>

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement)
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`)])
  return Object.fromEntries(entries) as Theme
}

export function onThemeChange(tell: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell)
}
