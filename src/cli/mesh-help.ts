export const CONTROL_HELP = `Talk to a running node of the mesh.

Usage: gamemesh <command> [words] [--addr HOST:PORT] [--json]     "gamemesh node <command>" is the same

  status                      the node: name, address, cluster, how many members
  members [--lines]           who is there: alive, suspicious, dead or left; --lines (and "node members"): a
                              line "Member: <name> <address>" for each that is alive or suspicious
  keys [PREFIX]               keys with their values
  get KEY, delete KEY
  set KEY VALUE               VALUE is JSON, or else a text
  watch [PREFIX]              changes of keys as they happen
  broadcast NAME [PAYLOAD] [--ttl HOPS]
                              to every node; with --ttl to whom so many hops reach
  events [--rounds]           what happens, broadcasts included; --rounds: a span of a trace per exchange
  query NAME [PAYLOAD] [--to MEMBER,…] [--timeout-ms N]
                              ask nodes; any node of the command line answers "ping" and "version"
  rtt [MEMBER]                round trips, smoothed
  stats                       figures of engine and transport
  meta KEY=VALUE …            adds to what the node says about itself
  leave                       the node tells the others that it leaves, and ends

  --addr HOST:PORT            the node (default: localhost:8081)
  --json                      the answer as it is; of watch and events one JSON value per line
  --secret-file FILE          for a node on another machine: the secret of its cluster
  --tls-key, --tls-cert, --tls-ca FILE
                              or a certificate of its authority
  --cluster NAME              its cluster, if it is not "gamemesh"

A node answers its own machine, and whoever shows the secret or a certificate of its cluster; nobody else.
`
