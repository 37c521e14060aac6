import type { Metadata } from 'next'
import { ApiKeysSettings } from '@/features/settings/api-keys-settings.tsx'

export const metadata: Metadata = { title: 'API keys' }

export default function ApiKeysPage() {
  return <ApiKeysSettings />
}
