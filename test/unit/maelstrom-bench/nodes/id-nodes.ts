import { smallNode } from './small-node.ts'

export const uniqueIds = smallNode((me) => {
  let last = 0
  return { generate: () => ({ type: 'generate_ok', id: `${me.id}-${++last}` }) }
})

/** Every node counts for itself, and nobody says whose number it is. */
export const repeatedIds = smallNode(() => {
  let last = 0
  return { generate: () => ({ type: 'generate_ok', id: ++last }) }
})

export const echo = smallNode(() => ({ echo: (body) => ({ type: 'echo_ok', echo: body['echo'] }) }))

export const shouting = smallNode(() => ({
  echo: (body) => ({ type: 'echo_ok', echo: String(body['echo']).toUpperCase() }),
}))

export const silent = smallNode(() => ({}))

export const crashing = smallNode((me) => ({
  echo: () => {
    me.host.log('about to fall over')
    throw new Error('the echo is gone')
  },
}))
