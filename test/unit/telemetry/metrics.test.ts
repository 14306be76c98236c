import { describe, expect, it } from '@jest/globals'
import { createMetrics } from '../../../src/telemetry/metrics.ts'

describe('metrics', () => {
  it('[TEL-1] tell requests, starts, exits, forwards, breakers and the store, by few labels', async () => {
    const metrics = createMetrics('main')
    metrics.requestFinished('/game/start', 'POST', 201, 0.02)
    metrics.sessionStarted('created')
    metrics.sessionExited('ended')
    metrics.sessionReplaced()
    metrics.sessionExpired()
    metrics.startForwarded('eu', 'answered')
    metrics.startForwarded('us', 'timeout')
    metrics.breakerChanged('us', 'open')
    metrics.storeAnswered('start', 'ok', 0.01)
    const { text } = await metrics.text()
    for (const line of [
      'gamemesh_http_request_duration_seconds_count{server_region="main",route="/game/start",method="POST",status="201"} 1',
      'gamemesh_session_starts_total{outcome="created",server_region="main"} 1',
      'gamemesh_session_exits_total{outcome="ended",server_region="main"} 1',
      'gamemesh_session_replacements_total{server_region="main"} 1',
      'gamemesh_session_expiries_total{server_region="main"} 1',
      'gamemesh_forwarded_starts_total{to_region="us",result="timeout",server_region="main"} 1',
      'gamemesh_breaker_changes_total{to_region="us",state="open",server_region="main"} 1',
      'gamemesh_store_duration_seconds_count{server_region="main",operation="start",outcome="ok"} 1',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds/m)
  })

  it('[TEL-1] tell active sessions and living regions when they are asked, NaN while nobody knows', async () => {
    const metrics = createMetrics('main')
    let active: number | undefined
    metrics.observe({
      activeSessions: () => active,
      regionsAlive: () => 2,
      breakersOpen: () => new Map([['us', 1]]),
    })
    expect((await metrics.text()).text).toMatch(/^gamemesh_active_sessions\{server_region="main"\} Nan$/im)
    active = 5
    const { text } = await metrics.text()
    expect(text).toContain('gamemesh_active_sessions{server_region="main"} 5')
    expect(text).toContain('gamemesh_breakers_open{to_region="us",server_region="main"} 1')
    expect(text).toContain('gamemesh_regions_alive{server_region="main"} 2')
  })
})
