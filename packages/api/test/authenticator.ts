import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { Assertion, Attestation } from '../src/accounts/passkey-proof.ts'

/** A device with passkeys, together with the browser that it is plugged into (WebAuthn level 3, ES256, no attestation). */
export interface Authenticator {
  readonly create: (options: PublicKeyCredentialCreationOptionsJSON) => Attestation
  /** Signs with the last passkey it has, or with the one that is asked for. `page`: what asks, when it is a page from elsewhere. */
  readonly get: (options: PublicKeyCredentialRequestOptionsJSON, page?: string) => Assertion
}

export interface AuthenticatorOptions {
  /** What the page is loaded from. */
  readonly origin?: string
  /** Whether it asks its owner for a finger, a face or a PIN. */
  readonly verifies?: boolean
}

const PRESENT = 0x01
const VERIFIED = 0x04
const WITH_KEY = 0x40

export function createAuthenticator({
  origin = 'http://localhost:5173',
  verifies = true,
}: AuthenticatorOptions = {}): Authenticator {
  const keys = new Map<string, KeyObject>()
  let counter = 0
  const header = (host: string, flags: number): Buffer => {
    const uses = Buffer.alloc(4)
    uses.writeUInt32BE(++counter)
    return Buffer.concat([sha256(host), Buffer.from([flags | PRESENT | (verifies ? VERIFIED : 0)]), uses])
  }
  const clientData = (type: string, challenge: string, page = origin): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: page, crossOrigin: false }))

  return {
    create: ({ challenge, rp }) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const id = randomBytes(16)
      keys.set(id.toString('base64url'), privateKey)
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const key = new Map<unknown, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ])
      const length = Buffer.from([0, id.length])
      const data = Buffer.concat([header(rp.id ?? '', WITH_KEY), Buffer.alloc(16), length, id, cbor(key)])
      const attestation = new Map<unknown, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ])
      return {
        ...named(id),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get: ({ challenge, rpId = '', allowCredentials = [] }, page) => {
      const wanted = allowCredentials.find(({ id }) => keys.has(id))?.id ?? [...keys.keys()].at(-1) ?? ''
      const key = keys.get(wanted)
      if (key === undefined) throw new Error('there is no passkey on this device')
      const data = header(rpId, 0)
      const client = clientData('webauthn.get', challenge, page)
      return {
        ...named(Buffer.from(wanted, 'base64url')),
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(client)]), key).toString('base64url'),
        },
      }
    },
  }
}

function named(id: Buffer) {
  const text = id.toString('base64url')
  return { id: text, rawId: text, type: 'public-key' as const, clientExtensionResults: {} }
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}

/** The little of CBOR (RFC 8949) that an authenticator writes: small numbers, texts, bytes and maps of them. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value)
  if (typeof value === 'string') return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value])
  if (value instanceof Map) return Buffer.concat([cborHead(5, value.size), ...[...value].flat().map(cbor)])
  throw new Error('an authenticator writes nothing else')
}

function cborHead(kind: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(kind << 5) | size])
  return size < 256 ? Buffer.from([(kind << 5) | 24, size]) : Buffer.from([(kind << 5) | 25, size >> 8, size & 0xff])
}
