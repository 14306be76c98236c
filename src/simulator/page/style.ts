export const STYLE = `@property --knows { syntax: '<color>'; inherits: true; initial-value: teal; }
@property --ignorant { syntax: '<color>'; inherits: true; initial-value: gray; }
@property --dead { syntax: '<color>'; inherits: true; initial-value: gray; }
@property --message { syntax: '<color>'; inherits: true; initial-value: orange; }
@property --lost { syntax: '<color>'; inherits: true; initial-value: red; }
@property --link { syntax: '<color>'; inherits: true; initial-value: silver; }
@property --ink { syntax: '<color>'; inherits: true; initial-value: black; }
@property --surface { syntax: '<color>'; inherits: true; initial-value: white; }
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f2, #0e1416);
  --surface: light-dark(#ffffff, #151d20);
  --sunken: light-dark(#eceeea, #0b1113);
  --ink: light-dark(#182226, #e6edeb);
  --muted: light-dark(#4d5b60, #a3b2b1);
  --line: light-dark(#d5dad6, #29363a);
  --field: light-dark(#7c8a8d, #6d7f82);
  --accent: light-dark(#0b6b63, #4fd8c6);
  --on-accent: light-dark(#ffffff, #04211e);
  --bad: light-dark(#a8123a, #ff93a6);
  --knows: light-dark(#0d8f82, #35d0bd);
  --ignorant: light-dark(#b9c3c3, #46575c);
  --dead: light-dark(#8a2f43, #c46a7c);
  --message: light-dark(#d97706, #fdbb45);
  --lost: light-dark(#d1214d, #ff6f8b);
  --link: light-dark(#9fb0b0, #51656a);
}
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); }
body { margin: 0; font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 88rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; padding-bottom: 1rem; }
h1 { margin: 0; font-size: clamp(1.5rem, 4vw, 2rem); letter-spacing: -.02em; line-height: 1.2; }
header p { margin: .25rem 0 0; color: var(--muted); max-width: 64rem; }
h2 { margin: 0 0 .75rem; font-size: 1rem; letter-spacing: .01em; }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .9rem; padding: 1rem; min-width: 0; }
.column { display: grid; gap: 1rem; min-width: 0; align-content: start; }
.stage-box { position: relative; width: 100%; aspect-ratio: 1; max-height: 58vh; background: var(--sunken); border-radius: .6rem; overflow: hidden; }
canvas { display: block; width: 100%; height: 100%; }
#stage { cursor: crosshair; touch-action: pan-y; }
#stage.cutting { touch-action: none; }
.curve-box { width: 100%; height: 11rem; }
.tools { border: 0; margin: 0 0 .75rem; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.tools legend { float: left; padding: 0; margin: .45rem .5rem 0 0; font-weight: 600; font-size: .9rem; }
.tools label { position: relative; cursor: pointer; }
.tools input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.tools span { display: block; padding: .4rem .8rem; border: 1px solid var(--field); border-radius: 2rem; font-size: .9rem; }
.tools input:checked + span { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.tools input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
.head .hint { margin: 0; text-align: right; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.transport { margin-top: .9rem; align-items: center; }
.transport .speed { margin-left: auto; display: flex; align-items: center; gap: .5rem; }
.transport .speed select { width: auto; }
.time { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .75rem; align-items: center; margin-top: .75rem; }
.time span { font-variant-numeric: tabular-nums; min-width: 8ch; text-align: right; }
input[type='range'] { width: 100%; margin: 0; height: 1.75rem; accent-color: var(--accent); }
label, .label { font-weight: 600; font-size: .9rem; }
input:not([type='range'], [type='radio']), select, button { font: inherit; color: inherit; background: var(--surface); width: 100%; min-height: 2.5rem; padding: .25rem .6rem; border: 1px solid var(--field); border-radius: .5rem; }
button { width: auto; padding: .25rem 1rem; cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--accent); color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); min-width: 6.5rem; }
button.main:hover { filter: brightness(1.08); color: var(--on-accent); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[aria-invalid='true'] { border-color: var(--bad) !important; outline-color: var(--bad); }
section .row:not(.transport) button, .label-row button { font-size: .9rem; padding: .25rem .8rem; min-height: 2.25rem; }
.label-row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .75rem 0 0; }
.label-row > label, .label-row > .label { min-width: 5rem; }
.label-row input { width: 6rem !important; }
.hint + .row { margin-top: .75rem; }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; }
.fields p { margin: 0; }
.fields .wide { grid-column: 1 / -1; }
.refusal { color: var(--bad); margin: .75rem 0 0; }
.refusal:empty { margin: 0; }
#status { margin: .75rem 0 0; min-height: 1.5em; font-weight: 600; }
.legend { list-style: none; margin: .75rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .85rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: .4rem; }
.legend i { width: .75rem; height: .75rem; border-radius: 50%; display: inline-block; }
.legend .knows { background: var(--knows); }
.legend .ignorant { background: var(--ignorant); }
.legend .dead { border: 2px solid var(--dead); }
.legend .message { background: var(--message); width: .5rem; height: .5rem; }
.legend .lost { background: var(--lost); width: .5rem; height: .5rem; }
.legend .cut { border-radius: 0; height: 0; border-top: 2px dashed var(--lost); }
dl { margin: 0; display: grid; grid-template-columns: auto minmax(0, 1fr); }
dt { padding-right: 1rem; }
dl > div { display: contents; }
dt, dd { padding: .3rem 0; border-bottom: 1px solid var(--line); }
dl > div:last-child > * { border-bottom: 0; }
dt { color: var(--muted); }
dd { margin: 0; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.hash { font-family: ui-monospace, monospace; font-weight: 400; }
details { margin-top: .75rem; }
summary { cursor: pointer; font-weight: 600; font-size: .9rem; }
.scroller { max-height: 20rem; overflow: auto; margin-top: .5rem; border: 1px solid var(--line); border-radius: .5rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .6rem; font-weight: normal; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--surface); font-weight: 600; }
tbody tr:nth-child(even) { background: var(--sunken); }
caption { text-align: left; padding: .4rem .6rem; color: var(--muted); font-size: .85rem; }
.hint { color: var(--muted); font-size: .9rem; margin: .5rem 0 0; }
a { color: var(--accent); }
footer { padding-top: 1rem; padding-bottom: 2rem; color: var(--muted); font-size: .9rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--surface); padding: .5rem 1rem; z-index: 1; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 60rem) {
  main { grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr); }
}
@media (max-width: 30rem) {
  header, main, footer { padding-left: .75rem; padding-right: .75rem; }
  .card { padding: .75rem; }
  .transport .speed { margin-left: 0; }
}
`
