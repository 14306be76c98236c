import { describe, expect, it } from '@jest/globals'
import { DeadlineExceededError } from '../../../../src/base/errors.ts'
import { silentLogger } from '../../../../src/base/logger-port.ts'
import { systemRuntime } from '../../../../src/server/system-runtime.ts'
import { OutcomeUnknownError } from '../../../../src/sessions/errors.ts'
import { GroupCommit } from '../../../../src/storage/embedded/group-commit.ts'

const DEADLINE_MS = 20_000

/** A disk whose transactions begin and end when the test says so. */
function manualDisk() {
  const asked: { begin: () => void; flush: () => void; fail: (error: Error) => void }[] = []
  const transact = (work: () => void) =>
    new Promise<void>((resolve, reject) => asked.push({ begin: work, flush: resolve, fail: reject }))
  return { asked, transact, commits: new GroupCommit(transact, systemRuntime(), silentLogger) }
}

function submitter(commits: GroupCommit) {
  const runtime = systemRuntime()
  const written: string[] = []
  const submit = (name: string) => {
    const deadline = runtime.deadline(DEADLINE_MS)
    const answer = commits
      .submit(name, deadline, () => ({ result: name, write: () => written.push(name) }))
      .catch((error: unknown) => error)
      .finally(() => deadline.dispose())
    return { answer, deadline }
  }
  return { written, submit }
}

const NOT_YET = Symbol('not yet')
const soFar = (answer: Promise<unknown>) =>
  Promise.race([answer, new Promise((resolve) => setImmediate(resolve, NOT_YET))])

describe('group commit', () => {
  it('[EMB-7] answers after the flush and not before; what arrives meanwhile shares the next one', async () => {
    const { asked, commits } = manualDisk()
    const { written, submit } = submitter(commits)
    const [a, b] = [submit('a'), submit('b')]
    expect(asked).toHaveLength(1)
    asked[0]?.begin()
    const [c, d] = [submit('c'), submit('d')]
    expect(asked).toHaveLength(2)
    expect(written).toEqual(['a', 'b'])
    expect(await soFar(a.answer)).toBe(NOT_YET)
    asked[0]?.flush()
    expect([await a.answer, await b.answer]).toEqual(['a', 'b'])
    expect(await soFar(c.answer)).toBe(NOT_YET)
    asked[1]?.begin()
    asked[1]?.flush()
    expect([await c.answer, await d.answer]).toEqual(['c', 'd'])
  })

  it('[EMB-7] never runs what was given up before its batch began', async () => {
    const { asked, commits } = manualDisk()
    const { written, submit } = submitter(commits)
    const [gone, stays] = [submit('gone'), submit('stays')]
    gone.deadline.cancel('the caller is gone')
    expect(await gone.answer).toBeInstanceOf(DeadlineExceededError)
    asked[0]?.begin()
    asked[0]?.flush()
    expect(await stays.answer).toBe('stays')
    expect(written).toEqual(['stays'])
  })

  it('[EMB-7] does not know the outcome of what is given up while it is flushed', async () => {
    const { asked, commits } = manualDisk()
    const { answer, deadline } = submitter(commits).submit('late')
    asked[0]?.begin()
    deadline.cancel('the caller is gone')
    expect(await answer).toBeInstanceOf(OutcomeUnknownError)
    asked[0]?.flush()
    await commits.idle()
  })

  it('[EMB-7] a decision that throws fails alone', async () => {
    const { asked, commits } = manualDisk()
    const { submit } = submitter(commits)
    const deadline = systemRuntime().deadline(DEADLINE_MS)
    const broken = commits.submit('broken', deadline, () => {
      throw new RangeError('broken')
    })
    const { answer } = submit('whole')
    asked[0]?.begin()
    asked[0]?.flush()
    await expect(broken).rejects.toThrow(RangeError)
    expect(await answer).toBe('whole')
    deadline.dispose()
  })

  it('[EMB-8] after a failed commit every outcome is unknown, and the next commit clears the failure', async () => {
    const { asked, commits } = manualDisk()
    const { submit } = submitter(commits)
    const [a, b] = [submit('a'), submit('b')]
    asked[0]?.begin()
    asked[0]?.fail(new Error('No space left on device'))
    expect(await a.answer).toBeInstanceOf(OutcomeUnknownError)
    expect(await b.answer).toBeInstanceOf(OutcomeUnknownError)
    expect(commits.lastFailure).toBe('No space left on device')
    const { answer } = submit('c')
    asked[1]?.begin()
    asked[1]?.flush()
    expect(await answer).toBe('c')
    expect(commits.lastFailure).toBeUndefined()
  })

  it('[EMB-8] a transaction that fails before it begins leaves nobody waiting', async () => {
    const { asked, commits } = manualDisk()
    const { submit, written } = submitter(commits)
    const { answer } = submit('a')
    asked[0]?.fail(new Error('Input/output error'))
    expect(await answer).toBeInstanceOf(OutcomeUnknownError)
    expect(written).toEqual([])
    await commits.idle()
  })

  it('[EMB-7] more than one batch can take is committed batch by batch, with nobody left behind', async () => {
    const { asked, commits } = manualDisk()
    const { submit, written } = submitter(commits)
    const answers = Array.from({ length: 600 }, (_, index) => submit(`${index}`).answer)
    for (let turn = 0; turn < asked.length; turn++) {
      asked[turn]?.begin()
      asked[turn]?.flush()
      await soFar(new Promise(() => {}))
    }
    expect(await Promise.all(answers)).toEqual(written)
    expect(written).toHaveLength(600)
    expect(asked).toHaveLength(3)
  })
})
