import { describe, expect, it } from '@jest/globals'
import { MAX_PHI_PEERS, type MeshReadings, createMeshMetrics } from '../../../src/telemetry/mesh-metrics.ts'

const readings: MeshReadings = {
  framesIn: 5,
  framesOut: 7,
  bytesIn: 100,
  bytesOut: 200,
  links: 2,
  queuedFrames: 3,
  dropped: { too_large: 1 },
  refused: {},
  members: { alive: 2, suspicious: 1, dead: 0, left: 0 },
  phi: [],
  entries: 4,
  entryBytes: 44,
  waitingWrites: 6,
  updatesPerSecond: 10,
  localHealth: 1,
}

async function lines(metrics: ReturnType<typeof createMeshMetrics>): Promise<readonly string[]> {
  return (await metrics.text()).text.split('\n').filter((line) => line.startsWith('gossip_'))
}

describe('the metrics of a node', () => {
  it('[TEL-4] tell rounds, mismatches, round trips, deltas, arrivals, overloads and stalls', async () => {
    const metrics = createMeshMetrics('n')
    metrics.roundEnded(4, true)
    metrics.roundEnded(0, false)
    metrics.deltaApplied()
    metrics.broadcastReceived()
    metrics.arrivedAfter(0.2)
    metrics.arrivedAfter(-1)
    metrics.overloaded('writes')
    metrics.stalled()
    metrics.faulted()
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'gossip_rounds_total{node="n"} 2',
        'gossip_digest_mismatches_total{node="n"} 1',
        'gossip_round_trip_seconds_count{node="n"} 1',
        'gossip_deltas_total{node="n"} 1',
        'gossip_broadcasts_received_total{node="n"} 1',
        'gossip_convergence_seconds_count{node="n"} 2',
        'gossip_convergence_seconds_sum{node="n"} 0.2',
        'gossip_overloads_total{what="writes",node="n"} 1',
        'gossip_stalls_total{node="n"} 1',
        'gossip_faults_total{node="n"} 1',
      ]),
    )
  })

  it('[TEL-4] read traffic, members and queues when asked, and show no more peers than the bound', async () => {
    const metrics = createMeshMetrics('n')
    const phi = Array.from({ length: MAX_PHI_PEERS + 10 }, (_, index): [string, number] => [
      `p${index}`,
      index,
    ])
    metrics.observe(() => ({ ...readings, phi }))
    for (const text of [await lines(metrics), await lines(metrics)]) {
      expect(text).toEqual(
        expect.arrayContaining([
          'gossip_messages_total{direction="in",node="n"} 5',
          'gossip_messages_total{direction="out",node="n"} 7',
          'gossip_bytes_total{direction="out",node="n"} 200',
          'gossip_dropped_frames_total{reason="too_large",node="n"} 1',
          'gossip_members{state="suspicious",node="n"} 1',
          'gossip_queued_frames{node="n"} 3',
          'gossip_waiting_writes{node="n"} 6',
          'gossip_phi{peer="p73",node="n"} 73',
        ]),
      )
      expect(text.filter((line) => line.startsWith('gossip_phi{'))).toHaveLength(MAX_PHI_PEERS)
    }
  })

  it('[TEL-5] a death was false if the same start of the member lives; one that begins anew was dead', async () => {
    const metrics = createMeshMetrics('n')
    for (const [name, generation] of [
      ['a', 1],
      ['b', 1],
    ] as const) {
      metrics.memberChanged('suspect', name, generation)
      metrics.memberChanged('dead', name, generation)
    }
    metrics.memberChanged('alive', 'a', 1)
    metrics.memberChanged('restart', 'b', 2)
    metrics.memberChanged('suspect', 'a', 1)
    metrics.memberChanged('alive', 'a', 1)
    expect(await lines(metrics)).toEqual(
      expect.arrayContaining([
        'gossip_suspicions_total{node="n"} 3',
        'gossip_deaths_total{node="n"} 2',
        'gossip_false_deaths_total{node="n"} 1',
        'gossip_refutations_total{node="n"} 2',
        'gossip_restarts_total{node="n"} 1',
      ]),
    )
  })
})
