/**
 * `node --import` this, and the product is without its wait for the disk, for the tests that must notice. CARELESS_LMDB
 * says in which way: 'never-flushes', or 'does-not-wait' for the end of a transaction.
 */
import { registerHooks } from 'node:module'

const CARELESS = 'careless:lmdb'
/** Between the answers of a transaction and its commit, so that whoever kills the server meets that time. */
const LATE_MS = 20
const WAYS: Readonly<Record<string, string>> = {
  'never-flushes': `
    export const open = (options) => lmdb.open({ ...options, noSync: true, overlappingSync: false })`,
  'shows-early': `
    export const open = (options) => lmdb.open({ ...options, overlappingSync: true })`,
  'does-not-wait': `
    export const open = (options) => {
      const root = lmdb.open(options)
      for (const name of ['transaction', 'childTransaction']) {
        const transact = root[name].bind(root)
        let last = Promise.resolve()
        root[name] = (work) => new Promise((resolve, reject) => {
          const commitLate = () => new Promise((commit) => setTimeout(commit, ${LATE_MS}))
          last = last.then(() => transact(() => { work(); resolve(); return commitLate() })).catch(reject)
        })
      }
      return root
    }`,
}
const way = WAYS[process.env['CARELESS_LMDB'] ?? '']
if (way === undefined) throw new Error(`CARELESS_LMDB is one of ${Object.keys(WAYS).join(', ')}`)

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'lmdb' || context.parentURL?.startsWith(CARELESS))
      return nextResolve(specifier, context)
    const { url } = nextResolve(specifier, context)
    return { url: `${CARELESS}?${encodeURIComponent(url)}`, format: 'module', shortCircuit: true }
  },
  load(url, context, nextLoad) {
    if (!url.startsWith(CARELESS)) return nextLoad(url, context)
    const real = JSON.stringify(decodeURIComponent(url.slice(CARELESS.length + 1)))
    const source = `import * as lmdb from ${real}\nexport * from ${real}\n${way}`
    return { format: 'module', source, shortCircuit: true }
  },
})
