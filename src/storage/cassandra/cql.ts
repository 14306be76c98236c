/** Every statement of the driver binding. The keyspace's name has been checked: nothing else is put into a text. */
export function statements(keyspace: string) {
  const authority = `${keyspace}.user_sessions`
  const active = `${keyspace}.active_sessions`
  const hours = `${keyspace}.active_session_hours`
  const bucket = 'region = ? AND hour = ? AND shard = ?'
  const byUser = `SELECT started_at, session_id FROM ${keyspace}.sessions_by_user WHERE user_id = ?`
  const activeOf = `SELECT started_at, session_id, user_id FROM ${active} WHERE ${bucket}`
  const before = 'AND (started_at, session_id) < (?, ?)'
  return {
    // DISTINCT shows the static columns of a partition without rows, too.
    readSlot: `SELECT DISTINCT user_id, active_session_id, last_session_id FROM ${authority} WHERE user_id = ?`,
    readUserSessions:
      'SELECT active_session_id, last_session_id, session_id, region, started_at, status, exited_at, epoch, ' +
      `version, started_by, ended_by, kept_by FROM ${authority} WHERE user_id = ? AND session_id IN ?`,

    insertDecided:
      `INSERT INTO ${authority} (user_id, session_id, region, started_at, status, exited_at, epoch, version, ` +
      'started_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS',
    updateDecided:
      `UPDATE ${authority} SET region = ?, status = ?, exited_at = ?, epoch = ?, version = ?, ended_by = ? ` +
      'WHERE user_id = ? AND session_id = ? IF version = ? AND kept_by = ?',
    markKept:
      `UPDATE ${authority} SET kept_by = ? WHERE user_id = ? AND session_id = ? ` +
      "IF version = ? AND status = 'active'",
    putBirth:
      `INSERT INTO ${authority} (user_id, session_id, region, started_at, status, epoch, version, started_by) ` +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?',
    readAuthority:
      'SELECT user_id, session_id, region, started_at, status, exited_at, epoch, version, started_by, ended_by, ' +
      `kept_by FROM ${authority}`,
    putKeepAlive:
      `INSERT INTO ${keyspace}.session_keep_alives (session_id, seen_at) VALUES (?, ?) ` +
      'USING TIMESTAMP ? AND TTL ?',
    readKeepAlives: `SELECT session_id, seen_at FROM ${keyspace}.session_keep_alives WHERE session_id IN ?`,
    takeSlot:
      `UPDATE ${authority} SET active_session_id = ?, last_session_id = ? WHERE user_id = ? ` +
      'IF active_session_id = ? AND last_session_id = ?',
    freeSlot: `UPDATE ${authority} SET active_session_id = null WHERE user_id = ? IF active_session_id = ?`,

    readPublicRow:
      'SELECT user_id, region, started_at, status, exited_at, version, writetime(user_id) AS w1, ' +
      'writetime(region) AS w2, writetime(started_at) AS w3, writetime(status) AS w4 ' +
      `FROM ${keyspace}.sessions WHERE session_id = ?`,
    putSession:
      `INSERT INTO ${keyspace}.sessions (session_id, user_id, region, started_at, status, exited_at, epoch, ` +
      'version) VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?',
    putByRegionAndUser:
      `INSERT INTO ${keyspace}.sessions_by_region_and_user (region, user_id, session_id, started_at, status, ` +
      'exited_at, version) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?',
    putByUser:
      `INSERT INTO ${keyspace}.sessions_by_user (user_id, started_at, session_id) VALUES (?, ?, ?) ` +
      'USING TIMESTAMP ?',

    removeByRegionAndUser:
      `DELETE FROM ${keyspace}.sessions_by_region_and_user USING TIMESTAMP ? ` +
      'WHERE region = ? AND user_id = ? AND session_id = ?',
    removeByUser:
      `DELETE FROM ${keyspace}.sessions_by_user USING TIMESTAMP ? ` +
      'WHERE user_id = ? AND started_at = ? AND session_id = ?',

    userPage: `${byUser} LIMIT ?`,
    userPageAfter: `${byUser} ${before} LIMIT ?`,
    activePage: `${activeOf} LIMIT ?`,
    activePageAfter: `${activeOf} ${before} LIMIT ?`,
    countActive: `SELECT COUNT(*) AS members FROM ${active} WHERE ${bucket}`,
    putActive:
      `INSERT INTO ${active} (region, hour, shard, started_at, session_id, user_id) VALUES (?, ?, ?, ?, ?, ?) ` +
      'USING TIMESTAMP ?',
    removeActive: `DELETE FROM ${active} USING TIMESTAMP ? WHERE ${bucket} AND started_at = ? AND session_id = ?`,
    readHours: `SELECT hour FROM ${hours} WHERE region = ?`,
    readRegions: `SELECT DISTINCT region FROM ${hours}`,
    putHour: `INSERT INTO ${hours} (region, hour) VALUES (?, ?) USING TIMESTAMP ?`,
    removeHour: `DELETE FROM ${hours} USING TIMESTAMP ? WHERE region = ? AND hour = ?`,
  }
}
