import { isAddress } from '../gossip/wire/text.ts'
import {
  FRAMES_TYPE,
  FROM_HEADER,
  type GossiperResponse,
  JSON_TYPE,
  LEFT_OUT_HEADER,
  MAX_GOSSIP_BYTES,
} from './messages.ts'
import { Refusal } from './refusal.ts'
import { type RouteRequest, type SurfaceParts, wallNanos } from './surface-parts.ts'

const TEXT = new TextDecoder('utf-8', { fatal: true })

/** `POST /gossip`: a peer's full state against the own one, or frames of its engine against frames of this one's. */
export async function gossipRoute(request: RouteRequest, parts: SurfaceParts): Promise<GossiperResponse> {
  if (parts.certifiedPeers && !request.certified)
    throw new Refusal('certificate_required', 'show a certificate that the authority of --tls-ca has signed')
  const type = mediaType(request.header('content-type'))
  const isFrames = type === FRAMES_TYPE && parts.frames !== undefined
  if (type !== JSON_TYPE && !isFrames) throw unsupported(type, parts)
  if (request.header('content-encoding') !== undefined)
    throw new Refusal('unsupported_media_type', 'bodies are taken without content encoding')
  const bytes = await request.readBody(MAX_GOSSIP_BYTES)
  parts.events.gossipBytes('received', bytes.length)
  const response = isFrames ? answerFrames(request, bytes, parts) : answerState(bytes, parts)
  parts.events.gossipBytes('sent', Buffer.byteLength(response.body))
  return response
}

function answerState(bytes: Uint8Array, parts: SurfaceParts): GossiperResponse {
  const { board, runtime, events } = parts
  const outcome = board.merge(textOf(bytes), wallNanos(runtime))
  if (!outcome.ok) throw new Refusal(CODES[outcome.code], outcome.detail)
  if (outcome.agesNanos.length > 0) events.merged(outcome.agesNanos)
  if (outcome.leftOut > 0) events.leftOut(outcome.leftOut)
  parts.publish(outcome.writes)
  return {
    status: 200,
    contentType: JSON_TYPE,
    body: board.bytes(),
    headers: outcome.leftOut > 0 ? { [LEFT_OUT_HEADER]: String(outcome.leftOut) } : {},
  }
}

const CODES = { json: 'invalid_json', player: 'invalid_request', full: 'too_many_players' } as const

function answerFrames(request: RouteRequest, bytes: Uint8Array, { frames }: SurfaceParts): GossiperResponse {
  const from = request.header(FROM_HEADER) ?? ''
  if (!isAddress(from))
    throw new Refusal('invalid_request', `frames need the header ${FROM_HEADER}: host:port`)
  const answer = frames?.(from, bytes)
  return {
    status: 200,
    contentType: FRAMES_TYPE,
    body: answer?.frames ?? new Uint8Array(),
    headers: answer ? { [FROM_HEADER]: answer.from } : {},
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return TEXT.decode(bytes)
  } catch {
    throw new Refusal('invalid_json', 'the body is not UTF-8')
  }
}

function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function unsupported(type: string, { frames }: SurfaceParts): Refusal {
  if (type === FRAMES_TYPE)
    return new Refusal(
      'unsupported_media_type',
      'this node exchanges full states: all of a cluster run with --delta, or none',
    )
  const taken = frames ? `${JSON_TYPE} or ${FRAMES_TYPE}` : JSON_TYPE
  return new Refusal('unsupported_media_type', `a body here is ${taken}`)
}
