import { describe, expect, it } from '@jest/globals'
import { within } from '../../../src/base/deadline.ts'
import { DeadlineExceededError } from '../../../src/base/errors.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

describe('deadline', () => {
  it('expires when its time is up, and tells how much is left', async () => {
    const { runtime, advance } = manualRuntime()
    const deadline = runtime.deadline(1_000)
    await advance(400)
    expect(deadline.remainingMs()).toBe(600)
    expect(deadline.expired).toBe(false)
    await advance(600)
    expect(deadline.expired).toBe(true)
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceededError)
    expect(() => deadline.throwIfExpired('the start')).toThrow('the time for the start is up')
  })

  it('is over at once when it is cancelled, with the reason', () => {
    const { runtime } = manualRuntime()
    const deadline = runtime.deadline(1_000)
    deadline.cancel('the client went away')
    expect(deadline.expired).toBe(true)
    expect(String(deadline.signal.reason)).toContain('the client went away')
  })

  it('does not fire after it was disposed', async () => {
    const { runtime, advance } = manualRuntime()
    const deadline = runtime.deadline(1_000)
    deadline.dispose()
    await advance(2_000)
    expect(deadline.signal.aborted).toBe(false)
  })
})

describe('waiting within a deadline', () => {
  it('gives what the work gives, or its failure', async () => {
    const { runtime } = manualRuntime()
    const deadline = runtime.deadline(1_000)
    await expect(within(deadline, 'work', Promise.resolve(7))).resolves.toBe(7)
    await expect(within(deadline, 'work', Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })

  it('stops waiting at the deadline', async () => {
    const { runtime, advance } = manualRuntime()
    const waiting = within(runtime.deadline(1_000), 'the store', new Promise(() => {}))
    const outcome = expect(waiting).rejects.toThrow('the store took too long')
    await advance(1_000)
    await outcome
  })

  it('does not begin to wait when the time is up already', async () => {
    const { runtime } = manualRuntime()
    await expect(within(runtime.deadline(0), 'the store', new Promise(() => {}))).rejects.toThrow(
      DeadlineExceededError,
    )
  })
})
