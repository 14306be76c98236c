export const NODE_HELP = `A node of the mesh. It runs until it is stopped; Ctrl-C tells the others that it leaves.

Usage: gamemesh node [flags]        flags take one dash or two, and "-x=v" or "-x v"

  -name NAME             needed; no two live nodes have the same
  -nodeAddr HOST:PORT    needed; where to listen
  -mode seed|node        seed: is a mesh of its own until others come; node: goes on trying until one of
                         the routes answers (default: node)
  -routes HOST:PORT,…    whom to join; the own address may be among them (needed by -mode=node)
  -clusterNetwork TYPE   LOCAL, PRIVATE, PUBLIC or DYNAMIC: what kind of addresses the cluster uses
                         (default: LOCAL)
  --advertise HOST:PORT  what others reach this node at (default: -nodeAddr)
  --behind-nat           nobody can dial this node: it keeps the connections that it opens, and is served over them
  --cluster NAME         nodes of one cluster talk to each other (default: gamemesh)
  --secret-file FILE     a secret that all nodes of the cluster know: connections are encrypted
                         (TLS-PSK; default: none)
  --tls-key, --tls-cert, --tls-ca FILE
                         certificates instead (mutual TLS; default: none); SIGHUP reads them again
  --data-dir DIR         keeps the number of the last start (default: none, the clock serves)
  --metrics-addr HOST:PORT
                         Prometheus text at /metrics there (default: on the node's own port only)
  --preset local|lan|wan probes every 100 ms, 1 s or 5 s (default: local for LOCAL, else lan)
  --gossip-interval MS   instead of the preset's pace (default: the preset's)
  --fanout N             to how many nodes each passes on what is new (default: 4)
  --detector swim|phi    by what a member becomes suspicious (default: swim)
  --meta KEY=VALUE       what this node says about itself; may be repeated (default: nothing)
  --open-reads           anyone who reaches the port may read; else only this machine and the cluster
  --config FILE          lines "setting = value" (default: none); the environment (GAMEMESH_NODE_ADDR …)
                         goes before the file, flags go before both

Standard output has the lines "Node joined: NAME", "Node left: NAME" and "Node updated: NAME".
Talk to a running node with "gamemesh members" and others: "gamemesh members --help".
`
