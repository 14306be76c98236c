import { LOG_LEVELS } from '../base/logger-port.ts'
import { PLACEMENT_POLICY_NAMES } from '../regions/placement/policies.ts'
import {
  CONSISTENCIES,
  SERIAL_CONSISTENCIES,
  contactPoints,
  keyspace,
  replication,
} from './cassandra-values.ts'
import { DEFAULT_INSTANCE } from '../regions/region-instance.ts'
import {
  MAX_PORT,
  host,
  instanceId,
  oneOf,
  regionName,
  seconds,
  secondsOrZero,
  serverUrl,
  text,
  trueOrFalse,
  whole,
} from './parsers.ts'
import { SESSION_POLICIES } from '../sessions/rules.ts'
import { STORAGES } from './server-config.ts'
import { optional, withDefault } from './variable.ts'

const MAX_CAPACITY = 1_000_000_000
const SHORTEST_TIME_S = 0.1
const LONGEST_INTERVAL_S = 3600
const LONGEST_TIMEOUT_S = 300
const SHORTEST_TTL_S = 1
const LONGEST_TTL_S = 30 * 24 * 3600

const NOTHING = undefined

/**
 * Every variable that a server reads, in the order in which people are shown them. Validation, `.env.example` and the
 * tables of both READMEs are made from this table (`npm run docs:config` writes them).
 */
export const variables = {
  HOST: withDefault(host, '0.0.0.0', {
    scope: 'every',
    meaning: { en: 'Address to listen on', ru: 'Адрес, на котором сервер принимает соединения' },
  }),
  PORT: withDefault(whole(0, MAX_PORT), '8080', {
    scope: 'every',
    meaning: { en: 'Port to listen on (0: any free one)', ru: 'Порт сервера (0 — любой свободный)' },
  }),
  REGION: optional(
    regionName,
    {
      en: '`main` on main; required on a regional server',
      ru: '`main` на главном; обязательно на региональном',
    },
    {
      scope: 'every',
      meaning: {
        en: "Name of this server's region: 1-32 of `a-z`, `0-9`, `-`; `main` is kept for main",
        ru: 'Имя региона этого сервера: 1–32 символа `a-z`, `0-9`, `-`; имя `main` — только для главного',
      },
    },
  ),
  IS_MAIN: optional(
    trueOrFalse,
    {
      en: '`true` when MAIN_SERVER_URL is unset, else `false`',
      ru: '`true`, если не задан MAIN_SERVER_URL, иначе `false`',
    },
    {
      scope: 'every',
      meaning: {
        en: 'Whether this is the main server: `true` or `false`',
        ru: 'Главный ли это сервер: `true` или `false`',
      },
    },
  ),
  INSTANCE_ID: withDefault(instanceId, DEFAULT_INSTANCE, {
    scope: 'every',
    meaning: {
      en: 'Tells several servers of one region apart',
      ru: 'Различает несколько серверов одного региона',
    },
  }),
  PLACEMENT_POLICY: withDefault(oneOf(PLACEMENT_POLICY_NAMES), 'first', {
    scope: 'main',
    meaning: {
      en: 'Where a start goes whose preferred region is absent or unavailable: `first` available region by name, or `round-robin`',
      ru: 'Куда направить старт, если желаемый регион не указан или недоступен: `first` — первый доступный по имени, или `round-robin` — по очереди',
    },
  }),
  MAIN_ACCEPTS_SESSIONS: withDefault(trueOrFalse, 'true', {
    scope: 'main',
    meaning: {
      en: 'Whether main runs a session itself when no region can take it',
      ru: 'Берёт ли главный сервер сессию сам, если её не может взять ни один регион',
    },
  }),
  MAIN_SERVER_URL: optional(
    serverUrl,
    { en: 'none; required on a regional server', ru: 'нет; обязательно на региональном сервере' },
    {
      scope: 'regional',
      meaning: { en: 'Address of the main server', ru: 'Адрес главного сервера' },
    },
  ),
  PUBLIC_URL: optional(
    serverUrl,
    {
      en: '`http://localhost:PORT` when main is on this machine, else the address that reaches main',
      ru: '`http://localhost:PORT`, если главный на этой же машине, иначе адрес, с которого виден главный',
    },
    {
      scope: 'regional',
      meaning: {
        en: 'Address under which main reaches this server',
        ru: 'Адрес, по которому главный сервер обращается к этому',
      },
    },
  ),
  REGISTER_INTERVAL_SECONDS: withDefault(seconds(SHORTEST_TIME_S, LONGEST_INTERVAL_S), '30', {
    scope: 'regional',
    meaning: {
      en: 'Time between two registrations (heartbeats); three missed ones make the region unavailable',
      ru: 'Период регистрации (heartbeat); после трёх пропущенных регион считается недоступным',
    },
  }),
  REGION_CAPACITY: optional(
    whole(1, MAX_CAPACITY),
    { en: 'no limit', ru: 'без ограничения' },
    {
      scope: 'regional',
      meaning: {
        en: 'Active sessions above which main places no more on this server; heartbeats tell how many there are',
        ru: 'Сколько активных сессий должно быть на сервере, чтобы главный больше их сюда не слал; число приходит с пульсом',
      },
    },
  ),
  REQUEST_TIMEOUT_SECONDS: optional(
    seconds(SHORTEST_TIME_S, LONGEST_TIMEOUT_S),
    { en: 'CASSANDRA_TIMEOUT_SECONDS', ru: 'CASSANDRA_TIMEOUT_SECONDS' },
    {
      scope: 'every',
      meaning: {
        en: 'Time within which every request is answered, forwarding included',
        ru: 'Время, за которое даётся ответ на любой запрос, включая пересылку',
      },
    },
  ),
  SHUTDOWN_TIMEOUT_SECONDS: withDefault(seconds(SHORTEST_TIME_S, LONGEST_TIMEOUT_S), '10', {
    scope: 'every',
    meaning: {
      en: 'Time that a stop (SIGTERM, Ctrl-C) may take to finish what is under way',
      ru: 'Сколько может длиться остановка (SIGTERM, Ctrl-C), пока завершаются начатые запросы',
    },
  }),
  ACTIVE_SESSION_POLICY: withDefault(oneOf(SESSION_POLICIES), 'resume', {
    scope: 'every',
    meaning: {
      en: 'A start of a user who has an active session: `resume` gives that session, `reject` refuses (409), `replace` ends the old one, `allow` lets users have several; kept with the data, `gamemesh rules` changes it',
      ru: 'Старт пользователя с активной сессией: `resume` — вернуть эту сессию, `reject` — отказать (409), `replace` — завершить старую, `allow` — разрешить несколько; хранится вместе с данными, меняет `gamemesh rules`',
    },
  }),
  SESSION_TTL_SECONDS: withDefault(secondsOrZero(SHORTEST_TTL_S, LONGEST_TTL_S), '0', {
    scope: 'every',
    meaning: {
      en: 'Time without a heartbeat of the player after which a session expires; 0: sessions end only by an exit; kept with the data, `gamemesh rules` changes it',
      ru: 'Время без heartbeat игрока, после которого сессия истекает; 0 — сессию завершает только выход; хранится вместе с данными, меняет `gamemesh rules`',
    },
  }),
  LOG_LEVEL: withDefault(oneOf(LOG_LEVELS), 'info', {
    scope: 'every',
    meaning: {
      en: 'Least severe log lines that are written: `debug`, `info`, `warn` or `error`',
      ru: 'Самые мелкие записи журнала, которые пишутся: `debug`, `info`, `warn` или `error`',
    },
  }),
  STORAGE: withDefault(oneOf(STORAGES), 'cassandra', {
    scope: 'every',
    meaning: {
      en: 'Where sessions are kept: `cassandra`, or `embedded` (LMDB files, for the servers of one machine)',
      ru: 'Где хранятся сессии: `cassandra` или `embedded` (файлы LMDB, для серверов одной машины)',
    },
  }),
  DATA_DIR: withDefault(text, './data', {
    scope: 'embedded',
    meaning: {
      en: 'Folder of the embedded store; the servers of one machine share it',
      ru: 'Папка встроенного хранилища, общая для серверов одной машины',
    },
  }),
  CASSANDRA_HOSTS: withDefault(contactPoints, 'localhost:9042', {
    scope: 'cassandra',
    meaning: {
      en: 'Hosts to connect to first, separated by commas; port 9042 may be left out',
      ru: 'Узлы для первого соединения, через запятую; порт 9042 можно не писать',
    },
  }),
  CASSANDRA_KEYSPACE: withDefault(keyspace, 'game_backend', {
    scope: 'cassandra',
    meaning: {
      en: 'Keyspace; created with its tables when it does not exist',
      ru: 'Keyspace; создаётся вместе с таблицами, если его нет',
    },
  }),
  CASSANDRA_USERNAME: optional(text, NOTHING, {
    scope: 'cassandra',
    meaning: {
      en: 'User name, if Cassandra asks for one',
      ru: 'Имя пользователя, если Cassandra его требует',
    },
  }),
  CASSANDRA_PASSWORD: optional(text, NOTHING, {
    scope: 'cassandra',
    secret: true,
    meaning: {
      en: 'Password of that user; never logged',
      ru: 'Пароль этого пользователя; в журнал не попадает',
    },
  }),
  CASSANDRA_CONSISTENCY: withDefault(oneOf(CONSISTENCIES), 'QUORUM', {
    scope: 'cassandra',
    meaning: {
      en: `Consistency of reads and writes: ${CONSISTENCIES.join(', ')}`,
      ru: `Согласованность чтения и записи: ${CONSISTENCIES.join(', ')}`,
    },
  }),
  CASSANDRA_TIMEOUT_SECONDS: withDefault(seconds(SHORTEST_TIME_S, LONGEST_TIMEOUT_S), '5', {
    scope: 'cassandra',
    meaning: { en: 'Time that one query may take', ru: 'Сколько может длиться один запрос к базе' },
  }),
  CASSANDRA_LOCAL_DC: optional(
    text,
    { en: 'that of the first host that answers', ru: 'дата-центр первого ответившего узла' },
    {
      scope: 'cassandra',
      meaning: {
        en: 'Data centre that is asked first',
        ru: 'Дата-центр, к которому запросы идут в первую очередь',
      },
    },
  ),
  CASSANDRA_REPLICATION: withDefault(replication, 'SimpleStrategy:1', {
    scope: 'cassandra',
    meaning: {
      en: 'Replication of a keyspace that is created: `SimpleStrategy:3`, `NetworkTopologyStrategy:eu=3,us=3` or the CQL map',
      ru: 'Репликация создаваемого keyspace: `SimpleStrategy:3`, `NetworkTopologyStrategy:eu=3,us=3` или map, как в CQL',
    },
  }),
  CASSANDRA_SERIAL_CONSISTENCY: withDefault(oneOf(SERIAL_CONSISTENCIES), 'SERIAL', {
    scope: 'cassandra',
    meaning: {
      en: 'Consistency of conditional writes: `SERIAL`, or `LOCAL_SERIAL` when the keyspace is in one data centre only',
      ru: 'Согласованность условных записей: `SERIAL`, или `LOCAL_SERIAL`, если keyspace только в одном дата-центре',
    },
  }),
  CASSANDRA_SERIAL_SINGLE_DC: withDefault(trueOrFalse, 'false', {
    scope: 'cassandra',
    meaning: {
      en: '`true` allows `LOCAL_SERIAL` with several data centres: you vouch that servers write through one only, else users get two active sessions',
      ru: '`true` разрешает `LOCAL_SERIAL` при нескольких дата-центрах: вы ручаетесь, что серверы пишут только через один, иначе у пользователей будет по две активные сессии',
    },
  }),
  CASSANDRA_TLS: withDefault(trueOrFalse, 'false', {
    scope: 'cassandra',
    meaning: {
      en: "Connect by TLS; the hosts' certificates are verified",
      ru: 'Соединяться по TLS; сертификаты узлов проверяются',
    },
  }),
  CASSANDRA_TLS_CA_FILE: optional(
    text,
    { en: "Node's own certificate authorities", ru: 'центры сертификации, встроенные в Node' },
    {
      scope: 'cassandra',
      meaning: {
        en: "PEM file of the authorities that signed the hosts' certificates",
        ru: 'PEM-файл центров, подписавших сертификаты узлов',
      },
    },
  ),
  CASSANDRA_TLS_CERT_FILE: optional(text, NOTHING, {
    scope: 'cassandra',
    meaning: {
      en: "PEM file of this server's certificate, if Cassandra asks for one",
      ru: 'PEM-файл сертификата этого сервера, если Cassandra его требует',
    },
  }),
  CASSANDRA_TLS_KEY_FILE: optional(text, NOTHING, {
    scope: 'cassandra',
    meaning: { en: 'PEM file of the key of that certificate', ru: 'PEM-файл ключа этого сертификата' },
  }),
  CASSANDRA_TLS_SERVER_NAME: optional(
    host,
    { en: 'the host that is connected to', ru: 'узел, с которым идёт соединение' },
    {
      scope: 'cassandra',
      meaning: {
        en: "Name that the hosts' certificates must hold",
        ru: 'Имя, которое должно стоять в сертификатах узлов',
      },
    },
  ),
}

export type Variables = typeof variables
export type VariableName = keyof Variables

function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(variables, name)
}

export const variableNames: readonly VariableName[] = Object.keys(variables).filter(isVariableName)
