export const STYLE = `:root { color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171c); --card: light-dark(#fff, #1d2128); --ink: light-dark(#1a1f27, #e8ebf0);
  --soft: light-dark(#566070, #a4afbf); --line: light-dark(#dde1e7, #353c47);
  --blue: light-dark(#1d5fc4, #79b0ff); --orange: light-dark(#c05a00, #ffa655); --green: light-dark(#13794a, #5ccf94);
  --purple: light-dark(#7b3fb8, #c9a2ff); --red: light-dark(#b3221f, #ff8a84); --grey: light-dark(#6b7482, #98a3b3); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { background: var(--ground); color: var(--ink); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 68rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 .25rem; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
header p { margin: 0 0 1rem; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem; }
section > p { color: var(--soft); margin: .25rem 0 .75rem; max-width: 46rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 0 0 1rem; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .8rem; }
.tiles dt { color: var(--soft); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.2rem; overflow-wrap: normal; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles small { display: block; font-size: .8rem; font-weight: 400; color: var(--soft); }
.tiles .good dd { color: var(--green); } .tiles .bad dd { color: var(--red); }
.side { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.side > section { margin: 0; min-width: 0; } .side { margin-bottom: 1rem; }
.tone-blue { --tone: var(--blue); } .tone-orange { --tone: var(--orange); } .tone-green { --tone: var(--green); }
.tone-purple { --tone: var(--purple); } .tone-red { --tone: var(--red); } .tone-grey { --tone: var(--grey); }
.chart { margin: 0 0 .5rem; } figcaption { font-weight: 600; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .25rem 0 .5rem; padding: 0; font-size: .85rem; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: .4rem; }
.legend i { flex: none; width: 1.3rem; height: 0; border-top: 3px solid var(--tone); }
.legend i.dashes { border-top-style: dashed; }
.legend i.block { width: .8rem; height: .8rem; border: 0; border-radius: .15rem; background: var(--tone); }
.legend i.round, .legend i.ring { width: .8rem; height: .8rem; border: 2px solid var(--tone); border-radius: 50%; }
.legend i.round { background: var(--tone); }
.plot { display: grid; grid-template: auto 15rem 1.4rem auto / 3.4rem 1fr; padding-right: 1rem; font-size: .78rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.y-name { grid-area: 1 / 1 / 2 / 3; padding-bottom: .5rem; } .x-name { grid-area: 4 / 1 / 5 / 3; text-align: right; }
.y-ticks { grid-area: 2 / 1; position: relative; } .y-ticks span { position: absolute; right: .5rem; transform: translateY(50%); line-height: 1; }
.x-ticks { grid-area: 3 / 2; } .x-ticks, .times { position: relative; height: 1.4rem; } .x-ticks span, .times span { position: absolute; top: .3rem; transform: translateX(-50%); line-height: 1; white-space: nowrap; }
.area { grid-area: 2 / 2; position: relative; border-left: 1px solid var(--soft); border-bottom: 1px solid var(--soft); }
.area svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.area .now { position: absolute; top: 0; bottom: 0; width: 0; border-left: 2px solid var(--orange); }
.grid { stroke: var(--line); vector-effect: non-scaling-stroke; }
.curve { fill: none; stroke: var(--tone); stroke-width: 2.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.curve.dashed { stroke-dasharray: 6 5; stroke-width: 2; }
.dot { stroke: var(--tone); stroke-width: 8; stroke-linecap: round; vector-effect: non-scaling-stroke; }
path.block { fill: var(--tone); }
.wide { overflow-x: auto; max-height: 28rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; } thead th { position: sticky; top: 0; background: var(--card); }
tbody th { font-weight: 600; }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
pre { overflow-x: auto; font-size: .85rem; margin: .5rem 0 0; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; border-radius: .2rem; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin: 0 0 .75rem; }
.controls button { font: inherit; min-width: 5rem; min-height: 2.5rem; padding: .25rem .9rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--blue); color: var(--card); font-weight: 600; cursor: pointer; }
.controls label { flex: 1 1 12rem; display: flex; align-items: center; gap: .6rem; }
.controls input { flex: 1; min-width: 6rem; min-height: 2.5rem; accent-color: var(--blue); }
.controls output { flex: 1 1 14rem; min-height: 1.5em; font-variant-numeric: tabular-nums; }
.flow { display: block; width: 100%; max-width: 34rem; height: auto; margin: 0 auto; }
.flow text { font-size: 11px; fill: var(--ink); text-anchor: middle; dominant-baseline: central; }
.flow .node circle { fill: var(--card); stroke: var(--grey); stroke-width: 1.5; }
.flow .filled circle { fill: var(--tone); stroke: var(--tone); } .flow .filled text { fill: var(--card); }
.flow .hollow circle { stroke: var(--tone); stroke-width: 2.5; stroke-dasharray: 4 3; } .flow .hollow text { fill: var(--tone); }
.flow .edge { fill: none; stroke: var(--tone); stroke-width: 1.8; } .flow .edge.dashed { stroke-dasharray: 5 4; } .flow .edge.old { opacity: .3; }
.timeline { position: relative; display: grid; grid-template-columns: max-content 1fr; gap: .15rem .6rem; font-size: .8rem; padding-right: 1rem; }
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: .3rem .6rem; align-items: center; font-size: .85rem; font-variant-numeric: tabular-nums; }
.bars i { height: 1rem; border-radius: .15rem; background: var(--tone); min-width: 1px; } .bars span:nth-child(3n) { text-align: right; }
.timeline .times { color: var(--soft); font-size: .78rem; }
.timeline .row { position: relative; height: 1.1rem; background: color-mix(in srgb, var(--line) 45%, transparent); border-radius: .15rem; overflow: hidden; }
.timeline .row i { position: absolute; top: 0; bottom: 0; background: var(--tone); min-width: 2px; }
.timeline .row i.upper { bottom: 50%; } .timeline .row i.lower { top: 50%; }
section > p.x-name { max-width: none; margin: 0; padding-right: 1rem; text-align: right; font-size: .78rem; }
@media (max-width: 40rem) { body { padding: .6rem; } section { padding: .75rem; } .plot { grid-template-columns: 3rem 1fr; } }
@media (prefers-reduced-motion: no-preference) { .flow circle { transition: fill .15s; } }
`
