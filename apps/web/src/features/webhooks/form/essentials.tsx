'use client'
import { TriangleAlert } from 'lucide-react'
import { Controller, useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { useFormats, usePresets } from '../use-catalogue.ts'
import { EventTypePicker } from './event-type-picker.tsx'
import type { Values } from './form-values.ts'
import { PresetHelp } from './preset-help.tsx'
import { PresetSecrets } from './preset-secrets.tsx'
import { TargetPicker } from './target-picker.tsx'

const TO_FILL_IN = /YOUR-[A-Z0-9-]*[A-Z0-9]/

/** The settings that everybody needs: where to send, a description, which events. */
export function Essentials({ endpoint }: { endpoint: Endpoint | undefined }) {
  const form = useFormContext<Values>()
  const { errors } = form.formState
  const [presetName, format] = form.watch(['preset', 'format'])
  const formats = useFormats()
  const presets = usePresets()
  const preset = presets.data?.items.find(({ name }) => name === presetName)
  const hint = formats.data?.items.find(({ name }) => name === format)?.urlHint
  return (
    <>
      {!endpoint && <TargetPicker />}
      {preset && <PresetHelp key={preset.name} preset={preset} open={!endpoint} />}
      <div className="grid gap-2">
        <Field
          label="URL"
          error={errors.url?.message}
          hint="Where requests are sent. Private addresses are refused unless the server allows their network."
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              placeholder={hint ?? 'https://'}
              spellCheck={false}
              className="font-mono text-(length:--small)"
              {...form.register('url')}
            />
          )}
        </Field>
        <LeftToFillIn />
      </div>
      {preset && <PresetSecrets preset={preset} />}
      <Field
        label="Description"
        error={errors.description?.message}
        hint="What this endpoint is for. Only admins see it."
      >
        {(control) => <Input {...control} {...form.register('description')} />}
      </Field>
      <Controller
        control={form.control}
        name="eventTypes"
        render={({ field }) => (
          <EventTypePicker value={field.value} onChange={field.onChange} error={errors.eventTypes?.message} />
        )}
      />
    </>
  )
}

/** Warns of placeholders of a preset that are not filled in: the first delivery would fail. */
function LeftToFillIn() {
  const [url, usesCode, code] = useFormContext<Values>().watch(['url', 'usesCode', 'transformation'])
  const inUrl = TO_FILL_IN.exec(url)?.[0]
  const inCode = usesCode ? TO_FILL_IN.exec(code)?.[0] : undefined
  if (!inUrl && !inCode) return null
  return (
    <p role="status" className="flex gap-2 rounded-md bg-warn-soft px-3 py-2 text-(length:--small) text-warn">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" />
      <span>
        {inUrl ? (
          <>
            Replace <code>{inUrl}</code> in the address
          </>
        ) : (
          <>
            Replace <code>{inCode}</code> in the function (under Format)
          </>
        )}{' '}
        with your own value.
      </span>
    </p>
  )
}
