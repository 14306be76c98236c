/** What people can type in the project's folder, where `gamemesh` itself is not on the PATH. */
export const SHELL_COMMAND = 'npx --no-install gamemesh'
