export const DEFAULT_NODE_ADDRESS = 'localhost:8081'
export const DEFAULT_CLUSTER = 'gamemesh'
