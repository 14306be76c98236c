/** Node strips the types itself, so Jest needs no transform. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/jest-realm.js'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
}
