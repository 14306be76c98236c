import { describe, expect, it } from '@jest/globals'
import { onStopSignals } from '../../../src/cli/stop-signals.ts'

describe('stop signals', () => {
  it('[CLI-6] the copies of one Ctrl-C count once; a later one hurries', () => {
    let nowMs = 0
    const calls: string[] = []
    const stopListening = onStopSignals(
      () => calls.push('first'),
      () => calls.push('again'),
      () => nowMs,
    )
    process.emit('SIGINT')
    nowMs = 100
    process.emit('SIGINT')
    process.emit('SIGTERM')
    expect(calls).toEqual(['first'])
    nowMs = 2000
    process.emit('SIGINT')
    expect(calls).toEqual(['first', 'again'])
    stopListening()
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual([0, 0])
  })
})
