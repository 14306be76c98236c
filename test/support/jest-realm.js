// Jest runs each test file in a realm of its own, where `instanceof Error` is false for errors made by Node's core.
// `Error.isError` knows them all; subclasses keep their ordinary check.
const ordinary = Function.prototype[Symbol.hasInstance]
Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(candidate) {
    return this === Error ? Error.isError(candidate) : ordinary.call(this, candidate)
  },
})
