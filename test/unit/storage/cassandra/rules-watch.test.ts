import { describe, expect, it } from '@jest/globals'
import { StoreUnavailableError } from '../../../../src/sessions/errors.ts'
import type { SessionRules } from '../../../../src/sessions/rules.ts'
import { RULES_CHECK_MS } from '../../../../src/storage/cassandra/rules-watch.ts'
import { recordingLogger } from '../../../cassandra/recording-logger.ts'
import { BEGIN_MS, repositoryOn, rulesOf } from './repository-fixture.ts'

describe('rules that are changed under a running server', () => {
  it('[CAS-35] are told once; starts, keep-alives and the check fail, the rest goes on', async () => {
    let stored: SessionRules = rulesOf({})
    const { log, lines } = recordingLogger()
    const server = repositoryOn({ readRules: async () => stored, log })
    const { repository, advance, start, keepAlive, find, exit, played } = server
    repository.run()
    await advance(3 * RULES_CHECK_MS)
    expect((await start('s1')).value).toMatchObject({ outcome: 'created' })

    stored = rulesOf({ policy: 'reject' })
    await advance(3 * RULES_CHECK_MS)
    const changed = expect.objectContaining({
      message: expect.stringContaining('ACTIVE_SESSION_POLICY=reject'),
    })
    expect((await start('s2')).error).toEqual(changed)
    expect((await start('s2')).error).toBeInstanceOf(StoreUnavailableError)
    expect((await keepAlive('s1', BEGIN_MS)).error).toEqual(changed)
    expect((await played((deadline) => repository.check(deadline))).error).toEqual(changed)
    expect((await find('s1', BEGIN_MS)).value).toMatchObject({ status: 'active' })
    expect((await exit('s1', BEGIN_MS + 1)).value).toMatchObject({ outcome: 'ended' })
    expect(lines.filter((line) => line.includes('rules were changed'))).toHaveLength(1)

    stored = rulesOf({})
    await advance(3 * RULES_CHECK_MS)
    expect((await start('s3')).error).toEqual(changed)
    await repository.close()
  })

  it('[CAS-35] count as unchanged while they cannot be read', async () => {
    const readRules = async () => {
      throw new Error('away')
    }
    const { repository, advance, start } = repositoryOn({ readRules })
    repository.run()
    await advance(3 * RULES_CHECK_MS)
    expect((await start('s1')).value).toMatchObject({ outcome: 'created' })
    await repository.close()
  })
})
