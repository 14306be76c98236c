/** Preloaded into the examples: they import the package by its name, and get it from the sources. */
import { registerHooks } from 'node:module'

const SDK = new URL('../../../src/gossip/sdk/index.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'gamemesh/gossip' ? SDK : specifier, context),
})
