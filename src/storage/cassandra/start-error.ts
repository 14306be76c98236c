/** The server cannot start on this Cassandra. The message says why and what to change; waiting does not help. */
export class CassandraStartError extends Error {
  override readonly name = 'CassandraStartError'
}
