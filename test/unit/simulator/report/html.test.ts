import { describe, expect, it } from '@jest/globals'
import { barList } from '../../../../src/simulator/report/html/bar-list.ts'
import { columnChart } from '../../../../src/simulator/report/html/column-chart.ts'
import { lineChart } from '../../../../src/simulator/report/html/line-chart.ts'
import { dataElement, html, Markup } from '../../../../src/simulator/report/html/markup.ts'
import { page } from '../../../../src/simulator/report/html/page.ts'
import { linearScale, logScale } from '../../../../src/simulator/report/html/scale.ts'
import { table } from '../../../../src/simulator/report/html/table.ts'

const EVIL = `"><script>alert('x')</script>&`

describe('markup', () => {
  it('[SIMR-8] escapes whatever is put into it, but not what is markup', () => {
    expect(html`<p title="${EVIL}">${EVIL}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
    )
    expect(html`${new Markup('<b>')}${[1, html`<i>${'<'}</i>`]}${undefined}`.text).toBe('<b>1<i>&lt;</i>')
  })

  it('[SIMR-8] keeps data from ending the element that carries it', () => {
    const value = { text: '</script><!-- &amp; \u2028' }
    const { text } = dataElement('d', value)
    expect(text.match(/</g)).toHaveLength(2)
    expect(JSON.parse(text.replace(/^<script[^>]*>|<\/script>$/g, ''))).toEqual(value)
  })

  it('[SIMR-8] no part of a page lets text through', () => {
    const axis = { name: EVIL, scale: linearScale(0, 1), shown: () => EVIL }
    const parts = [
      lineChart({ title: EVIL, x: axis, y: axis, series: [{ name: EVIL, tone: 'blue', points: [[0, 1]] }] }),
      columnChart({
        title: EVIL,
        columns: [EVIL],
        xName: EVIL,
        yName: EVIL,
        shown: () => EVIL,
        layers: [{ name: EVIL, tone: 'red', values: [1] }],
      }),
      barList(EVIL, 'blue', () => EVIL, [{ name: EVIL, value: 1 }]),
      table({ caption: EVIL, head: [EVIL], rows: [[EVIL, EVIL]] }),
    ]
    const text = page({
      title: EVIL,
      intro: EVIL,
      tiles: [{ name: EVIL, value: EVIL, note: EVIL }],
      sections: parts,
    })
    expect(text).not.toContain('<script>')
    expect(text).not.toContain(`'x'`)
  })

  it('[SIMR-8] a page allows no script but its own', () => {
    const text = page({ title: 't', intro: '', tiles: [], sections: [], script: 'let one = 1' })
    expect(text).toContain(`script-src &#39;sha256-`)
    expect(text).toContain(`default-src &#39;none&#39;`)
    expect(page({ title: 't', intro: '', tiles: [], sections: [] })).toContain(`script-src &#39;none&#39;`)
  })
})

describe('an axis', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 43, [0, 10, 20, 30, 40, 50]],
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0, [0, expect.any(Number)]],
  ])('[SIMR-15] from %d to %d has round ticks and ends at them', (low, high, ticks) => {
    expect(linearScale(low, high).ticks).toEqual(ticks)
  })

  it('[SIMR-15] places values between its ends', () => {
    const scale = linearScale(0, 100)
    expect([0, 50, 100].map(scale.at)).toEqual([0, 0.5, 1])
  })

  it('[SIMR-15] of powers of ten has equal distances for equal ratios', () => {
    const scale = logScale(10, 1000)
    expect(scale.ticks).toEqual([10, 100, 1000])
    expect([10, 100, 1000].map(scale.at)).toEqual([0, 0.5, 1])
  })

  it('[SIMR-15] a line goes through its points, whatever the room', () => {
    const axis = { name: '', scale: linearScale(0, 10), shown: String }
    const { text } = lineChart({
      title: 't',
      x: axis,
      y: axis,
      series: [
        {
          name: 's',
          tone: 'blue',
          points: [
            [0, 0],
            [5, 10],
          ],
        },
      ],
    })
    expect(text).toContain('d="M0 1000L500 0"')
    expect(text).toContain('aria-label="t: s from 0 at 0 to 10 at 5"')
  })
})
