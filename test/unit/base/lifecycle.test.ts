import { describe, expect, it } from '@jest/globals'
import { Lifecycle } from '../../../src/base/lifecycle.ts'
import { silentLogger } from '../../../src/base/logger-port.ts'

describe('lifecycle', () => {
  it('closes what was opened last first', async () => {
    const closed: string[] = []
    const lifecycle = new Lifecycle(silentLogger)
    for (const name of ['store', 'network', 'server']) lifecycle.opened(name, () => void closed.push(name))
    await lifecycle.close()
    expect(closed).toEqual(['server', 'network', 'store'])
  })

  it('closes the rest when one fails, and names the one', async () => {
    const closed: string[] = []
    const logged: unknown[] = []
    const log = { ...silentLogger, error: (_message: string, fields?: object) => void logged.push(fields) }
    const lifecycle = new Lifecycle(log)
    lifecycle.opened('store', () => void closed.push('store'))
    lifecycle.opened('server', () => {
      throw new Error('stuck')
    })
    await lifecycle.close()
    expect(closed).toEqual(['store'])
    expect(logged).toEqual([{ part: 'server', error: 'stuck' }])
  })

  it('closes at once what is opened after closing has begun', async () => {
    const closed: string[] = []
    const lifecycle = new Lifecycle(silentLogger)
    lifecycle.opened('store', () => void closed.push('store'))
    await lifecycle.close()
    lifecycle.opened('server', () => void closed.push('server'))
    expect(closed).toEqual(['store', 'server'])
  })

  it('closes each thing once, however often it is asked', async () => {
    let closed = 0
    const lifecycle = new Lifecycle(silentLogger)
    lifecycle.opened('store', () => void closed++)
    await Promise.all([lifecycle.close(), lifecycle.close()])
    expect(closed).toBe(1)
  })
})
