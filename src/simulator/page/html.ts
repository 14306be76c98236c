import { DEFAULT_OPTIONS, type EpidemicOptions, STRATEGIES, TOPOLOGIES } from '../epidemic/options.ts'
import { html, Markup } from '../report/html/markup.ts'
import { short } from '../report/numbers.ts'
import { SPEEDS, START_SPEED } from './speeds.ts'

/** The page as it is before its script has run. `base`: the options that the form starts with, and those it does not show. */
export function renderPage(base: EpidemicOptions, entry: string): string {
  const { nodes, fanout, drop, strategy, topology, seed } = { ...DEFAULT_OPTIONS, ...base }
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Gossip, live</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="page.css" />
        <script type="module" src="modules/${entry}"></script>
      </head>
      <body>
        <a class="skip" href="#play">Skip to the controls</a>
        <header>
          <h1>Gossip, live</h1>
          <p>
            One node knows something new. Watch how the others learn of it, and get in the way: cut links,
            kill nodes, turn time back.
          </p>
        </header>
        <main id="main" data-base="${JSON.stringify(base)}">
          <div class="column">
            <section class="card" aria-labelledby="network-title">
              <div class="head">
                <h2 id="network-title">Network</h2>
                <p class="hint" id="tool-text"></p>
              </div>
              <fieldset class="tools" id="tools">
                <legend>The mouse</legend>
                ${TOOL_LABELS.map(([tool, label], index) => html`<label><input type="radio" name="tool" value="${tool}" ${index === 0 ? CHECKED : ''} /><span>${label}</span></label>`)}
              </fieldset>
              <div class="stage-box">
                <canvas
                  id="stage"
                  role="img"
                  aria-label="The network"
                  aria-describedby="coverage-text"
                ></canvas>
              </div>
              <div class="row transport">
                <button type="button" id="play" class="main">Play</button>
                <button type="button" id="step">Step</button>
                <button type="button" id="restart">Restart</button>
                <div class="speed">
                  <label for="speed">Speed</label>
                  <select id="speed">
                    ${SPEEDS.map((speed) => html`<option value="${speed}" ${speed === START_SPEED ? SELECTED : ''}>${speedText(speed)}</option>`)}
                  </select>
                </div>
              </div>
              <div class="time">
                <label for="time">Time</label
                ><input type="range" id="time" min="0" max="1000" value="0" step="1" /><span id="time-text"
                  >0 ms</span
                >
              </div>
              <p id="status" role="status"></p>
              <ul class="legend">
                <li><i class="knows"></i>knows</li>
                <li><i class="ignorant"></i>does not know</li>
                <li><i class="dead"></i>dead</li>
                <li><i class="message"></i>message</li>
                <li><i class="lost"></i>message that gets lost</li>
                <li><i class="cut"></i>cut link</li>
              </ul>
            </section>
            <section class="card" aria-labelledby="coverage-title">
              <h2 id="coverage-title">Who knows, over time</h2>
              <div class="curve-box">
                <canvas
                  id="curve"
                  role="img"
                  aria-label="Coverage curve"
                  aria-describedby="coverage-text"
                ></canvas>
              </div>
              <p class="hint" id="coverage-text"></p>
            </section>
            <section class="card" aria-labelledby="node-title">
              <h2 id="node-title">By hand</h2>
              <p class="label-row">
                <label for="node">Node</label
                ><input id="node" type="number" min="0" step="1" value="0" aria-describedby="node-text" />
              </p>
              <p class="hint" id="node-text"></p>
              <div class="row">
                <button type="button" id="start-here">Start here</button>
                <button type="button" id="kill">Kill</button>
                <button type="button" id="cut-all">Cut all its links</button>
                <button type="button" id="mend-all">Heal all its links</button>
              </div>
              <p class="label-row">
                <label for="peer">Its link to</label
                ><input id="peer" type="number" min="0" step="1" value="1" /><button
                  type="button"
                  id="cut-one"
                >
                  Cut the link
                </button>
              </p>
              <div class="row label-row">
                <span class="label">Network</span>
                <button type="button" id="halve">Cut it in two</button>
                <button type="button" id="mend-every">Heal everything</button>
              </div>
              <details id="nodes-details">
                <summary>Every node at this moment</summary>
                <div class="scroller" tabindex="0" role="group" aria-label="Every node at this moment">
                  <table>
                    <caption id="nodes-caption"></caption>
                    <thead>
                      <tr>
                        <th scope="col">Node</th>
                        <th scope="col">State</th>
                        <th scope="col">Since</th>
                      </tr>
                    </thead>
                    <tbody id="nodes-table"></tbody>
                  </table>
                </div>
              </details>
            </section>
          </div>
          <div class="column">
            <section class="card" aria-labelledby="settings-title">
              <h2 id="settings-title">Settings</h2>
              <form id="settings" action="./" method="get" novalidate>
                <div class="fields">
                  <p>
                    <label for="nodes">Nodes</label
                    ><input
                      id="nodes"
                      name="nodes"
                      type="number"
                      min="1"
                      step="1"
                      value="${nodes}"
                      aria-describedby="refusal"
                    />
                  </p>
                  <p>
                    <label for="fanout">Fanout</label
                    ><input
                      id="fanout"
                      name="fanout"
                      type="number"
                      min="1"
                      step="1"
                      value="${Math.min(fanout, nodes)}"
                      aria-describedby="refusal"
                    />
                  </p>
                  <p class="wide">
                    <label for="drop">Loss</label> <span id="drop-text">${short(drop * 100, 1)} %</span
                    ><input id="drop" name="drop" type="range" min="0" max="1" step="0.001" value="${drop}" />
                  </p>
                  <p>
                    <label for="strategy">Strategy</label
                    ><select id="strategy" name="strategy">
                      ${options(STRATEGIES, strategy)}
                    </select>
                  </p>
                  <p>
                    <label for="topology">Topology</label
                    ><select id="topology" name="topology">
                      ${options(TOPOLOGIES, topology)}
                    </select>
                  </p>
                  <p class="wide">
                    <label for="latency">Latency</label
                    ><select id="latency">
                      ${LATENCY_LABELS.map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}
                    </select>
                  </p>
                  <p id="latency-one">
                    <label for="latency-a" id="latency-a-label">ms</label
                    ><input
                      id="latency-a"
                      type="number"
                      min="0"
                      step="any"
                      value="10"
                      aria-describedby="refusal"
                    />
                  </p>
                  <p id="latency-two">
                    <label for="latency-b" id="latency-b-label">to ms</label
                    ><input
                      id="latency-b"
                      type="number"
                      min="0"
                      step="any"
                      value="50"
                      aria-describedby="refusal"
                    />
                  </p>
                  <p class="wide">
                    <label for="seed">Seed</label
                    ><input
                      id="seed"
                      name="seed"
                      type="number"
                      step="1"
                      value="${seed}"
                      aria-describedby="refusal"
                    />
                  </p>
                </div>
                <p class="refusal" id="refusal" role="alert"></p>
              </form>
            </section>
            <section class="card" aria-labelledby="figures-title">
              <h2 id="figures-title">Figures</h2>
              <dl>
                ${FIGURES.map(
                  ([id, label]) =>
                    html`<div>
                      <dt>${label}</dt>
                      <dd id="${id}"></dd>
                    </div>`,
                )}
              </dl>
              <details id="report-details">
                <summary>Report as JSON</summary>
                <pre class="scroller" id="report" tabindex="0"></pre>
              </details>
              <p class="hint">
                The same run, by the server: <a id="stats-link" href="api/stats">/api/stats</a>,
                <a id="topology-link" href="api/topology">/api/topology</a>
              </p>
            </section>
          </div>
        </main>
        <noscript
          ><p class="card">
            The simulator runs in this page and needs JavaScript. Without it:
            <a href="api/stats">/api/stats</a>, <a href="api/topology">/api/topology</a>.
          </p></noscript
        >
        <footer>
          <p>
            The code that runs here is the code of <code>gamemesh sim</code>: the same seed gives the same
            report.
          </p>
        </footer>
      </body>
    </html> `.text
}

const CHECKED = new Markup(' checked')
const SELECTED = new Markup(' selected')

const TOOL_LABELS = [
  ['cut', 'Cut links'],
  ['mend', 'Heal links'],
  ['kill', 'Kill or revive'],
  ['start', 'Start here'],
] as const

const LATENCY_LABELS = [
  ['constant', 'always the same'],
  ['uniform', 'anything between'],
  ['exponential', 'exponential'],
  ['log-normal', 'log-normal'],
  ['regions', 'measured between regions'],
] as const

const FIGURES = [
  ['coverage', 'Know'],
  ['convergence', 'Convergence'],
  ['rounds', 'Rounds, measured'],
  ['predicted', 'Rounds, predicted'],
  ['formula', 'predicted by'],
  ['round', 'One round'],
  ['messages', 'Messages'],
  ['dropped', 'Lost'],
  ['duplicates', 'To who knew already'],
  ['hops', 'Hops, on average'],
  ['hash', 'Hash of the report'],
] as const

function options(words: readonly string[], chosen: string): Markup[] {
  return words.map((word) => html`<option${word === chosen ? SELECTED : ''}>${word}</option>`)
}

function speedText(speed: number): string {
  return speed >= 1000 ? `${speed / 1000} s in a second` : `${speed} ms in a second`
}
