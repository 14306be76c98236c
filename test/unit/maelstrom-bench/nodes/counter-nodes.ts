import { smallNode } from './small-node.ts'

const TELL_EVERY_MS = 200

/** Each node tells all others how much was added at it; `mistake` changes what it tells. */
export function counterNode(mistake: (own: number) => number = (own) => own) {
  return smallNode((me) => {
    const sums = new Map<string, number>()
    let isTelling = false
    const tell = () => {
      for (const peer of me.peers) me.tell(peer, { type: 'sum', sum: mistake(sums.get(me.id) ?? 0) })
      me.host.after(TELL_EVERY_MS, tell)
    }
    return {
      add: ({ delta }) => {
        sums.set(me.id, (sums.get(me.id) ?? 0) + Number(delta))
        if (!isTelling) tell()
        isTelling = true
        return { type: 'add_ok' }
      },
      read: () => ({ type: 'read_ok', value: [...sums.values()].reduce((a, b) => a + b, 0) }),
      sum: ({ sum }, src) => {
        sums.set(src, Number(sum))
        return undefined
      },
    }
  })
}
