export const STYLE = `:root { color-scheme: light dark; --line: #8886; --accent: light-dark(#0b5cad, #8ec5ff); }
* { box-sizing: border-box; }
html { background: Canvas; color: CanvasText; }
body { background: Canvas; font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
h1 { margin: .5rem 0 0; font-size: 1.6rem; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
form p { margin: 0; flex: 1 1 9rem; }
form p:last-child { flex: 0 0 auto; }
[hidden] { display: none; }
label { display: block; font-weight: 600; }
input, button { font: inherit; width: 100%; min-height: 2.75rem; padding: .25rem .6rem; border: 1px solid GrayText; border-radius: .4rem; }
button { width: auto; padding: .25rem 1.25rem; background: var(--accent); color: Canvas; border-color: var(--accent); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#status { min-height: 1.5em; margin: .5rem 0 0; }
#status.bad { color: light-dark(#a4000f, #ff9aa2); }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; margin-bottom: .25rem; }
th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: 600; }
td:nth-child(1), td:nth-child(3), thead th:nth-child(1), thead th:nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
td { white-space: nowrap; }
a { color: var(--accent); }
@media (max-width: 30rem) {
  thead th:nth-child(4), td:nth-child(4) { display: none; }
}
`
