export const EXIT_OK = 0
export const EXIT_FAILED = 1
/** The command line or the configuration is wrong: starting again cannot help. */
export const EXIT_WRONG_INPUT = 2
