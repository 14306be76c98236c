#!/bin/sh
# Makes the certificates of this folder anew: two authorities, two nodes of the first, one of the other. Valid for 100 years.
set -eu
cd "$(dirname "$0")"
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -sha256 \
    -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
node() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 \
    -subj "/CN=$1" -keyout "$1-key.pem" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 36500 -sha256 -out "$1.pem" 2>/dev/null
}
authority authority
authority other-authority
node one authority
node two authority
node foreign other-authority
rm -f ./*.csr ./*.srl ./*.key
