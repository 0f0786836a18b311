import { isFields, readJson } from '../client/fields.ts'
import type { ZaloSettings } from '../settings.ts'
import { findSignatureForm } from './signature.ts'

export interface WebhookKeys {
  readonly appId: string
  readonly accountId: string
  /** The key that the app's page of the account shows. */
  readonly accountSecret: string | null
  readonly appSecret: string | null
}

/** `form`: what the signature was made of, for the record: no source says it for certain. */
export type VerifiedWebhook =
  | {
      readonly kind: 'genuine'
      readonly form: { readonly firstTerm: string; readonly timestamp: string; readonly secret: string }
    }
  | { readonly kind: 'refused' }

/** Says whether an event comes from the service: by its signature over the very bytes that arrived. */
export function verifyWebhook(
  settings: Pick<ZaloSettings, 'signatureHeader' | 'timeHeader'>,
  keys: WebhookKeys,
  rawBody: Uint8Array,
  headers: Headers,
): VerifiedWebhook {
  const body = readJson(Buffer.from(rawBody).toString('utf8'))
  const inBody = isFields(body) ? body['timestamp'] : undefined
  const inHeader = headers.get(settings.timeHeader)
  const form = findSignatureForm(
    {
      rawBody,
      firstTerms: [
        { name: 'app', value: keys.appId },
        { name: 'account', value: keys.accountId },
      ],
      timestamps: [
        ...(typeof inBody === 'string' || typeof inBody === 'number' ? [{ name: 'body', value: String(inBody) }] : []),
        ...(inHeader === null ? [] : [{ name: 'header', value: inHeader }]),
      ],
      secrets: [
        ...(keys.accountSecret === null ? [] : [{ name: 'account', value: keys.accountSecret }]),
        ...(keys.appSecret === null ? [] : [{ name: 'app', value: keys.appSecret }]),
      ],
    },
    headers.get(settings.signatureHeader),
  )
  return form === null ? { kind: 'refused' } : { kind: 'genuine', form }
}
