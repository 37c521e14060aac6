'use client'
import { Controller, useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Select } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { useFormats, usePresets } from '../use-catalogue.ts'
import { Segments } from './choice.tsx'
import { CodeField } from './code-field.tsx'
import type { Values } from './form-values.ts'
import { RequestPreview } from './request-preview.tsx'
import { contentNames } from './sections.ts'

const START = `(event) => ({
  body: {
    text: \`\${event.actor.name}: \${event.type}\`,
    document: event.data.document?.title,
  },
})`

/** What is sent: one of the formats, or the result of a function that the admin writes. */
export function FormatSection({ open, endpoint }: { open: boolean; endpoint: Endpoint | undefined }) {
  const form = useFormContext<Values>()
  const [usesCode, format, code] = form.watch(['usesCode', 'format', 'transformation'])
  const formats = useFormats()
  const presets = usePresets()
  const { errors } = form.formState
  const chosen = formats.data?.items.find(({ name }) => name === format)
  // The preset of a chat goes with its format: with another format, the set-up help would be about the wrong vendor.
  const followFormat = (next: string) => {
    const names = formats.data?.items.map(({ name }) => name as string)
    if (!names?.includes(form.getValues('preset') ?? '')) return
    const preset = presets.data?.items.find(({ name }) => name === next)
    form.setValue('preset', preset?.name ?? null, { shouldDirty: true })
  }
  return (
    <>
      <Segments
        label="What is sent"
        value={usesCode ? 'code' : 'format'}
        options={[
          ['format', 'A format'],
          ['code', 'A function of your own'],
        ]}
        onChange={(kind) => {
          form.setValue('usesCode', kind === 'code', { shouldDirty: true })
          if (kind === 'code' && !code.trim()) form.setValue('transformation', START, { shouldDirty: true })
        }}
      />
      {usesCode ? (
        <Controller
          control={form.control}
          name="transformation"
          render={({ field }) => (
            <CodeField value={field.value} onChange={field.onChange} error={errors.transformation?.message} />
          )}
        />
      ) : (
        <>
          <Field label="Format" error={errors.format?.message} hint={chosen?.description}>
            {(control) => (
              <Select
                {...control}
                className="justify-self-start"
                {...form.register('format', { onChange: ({ target }) => followFormat(target.value) })}
              >
                {(formats.data?.items ?? [{ name: format, title: format }]).map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {formats.isError && (
            <LoadFailure
              error={formats.error}
              onRetry={() => formats.refetch()}
              what="The formats could not be loaded."
            />
          )}
        </>
      )}
      {open && (
        <RequestPreview format={format} transformation={usesCode ? code : null} endpointId={endpoint?.id} />
      )}
      <Field
        label="Content of the document"
        error={errors.includeContent?.message}
        hint="Includes the full text in document.saved, not just what changed."
      >
        {(control) => (
          <Select {...control} className="justify-self-start" {...form.register('includeContent')}>
            <option value="">Not included</option>
            {Object.entries(contentNames).map(([name, title]) => (
              <option key={name} value={name}>
                As {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  )
}
