// Jest runs each test file in a realm of its own, where `instanceof Error` is false for errors made by Node's core.
// The tag tells them all; subclasses keep their ordinary check.
const ordinary = Function.prototype[Symbol.hasInstance]
Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(candidate) {
    if (this !== Error) return ordinary.call(this, candidate)
    return Object.prototype.toString.call(candidate) === '[object Error]'
  },
})
