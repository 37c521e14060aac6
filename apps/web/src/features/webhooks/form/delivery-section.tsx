'use client'
import { Controller, useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Input, Select } from '@/components/ui/input.tsx'
import { inWords } from '../durations.ts'
import { Toggle } from './choice.tsx'
import { type Values, WINDOWS } from './form-values.ts'

/** How much is sent, how often and in which order. */
export function DeliverySection() {
  const form = useFormContext<Values>()
  const { errors } = form.formState
  const window = form.watch('window')
  return (
    <>
      <div className="grid gap-3">
        <Field
          label="Saves of a document"
          hint="A document is saved every few seconds while people write. Gathered saves arrive as one event with everything that changed."
        >
          {(control) => (
            <Select {...control} className="justify-self-start" {...form.register('window')}>
              {WINDOWS.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {seconds === '0' ? 'Each save' : `At most every ${inWords(Number(seconds))}`}
                </option>
              ))}
              <option value="custom">At most every …</option>
            </Select>
          )}
        </Field>
        {window === 'custom' && (
          <Field
            label="At most every"
            error={errors.customWindow?.message}
            hint="Such as 90s, 10m or 2h, up to 24h."
          >
            {(control) => <Input {...control} className="w-28" {...form.register('customWindow')} />}
          </Field>
        )}
      </div>
      <Controller
        control={form.control}
        name="ordered"
        render={({ field }) => (
          <Toggle
            id="endpoint-ordered"
            title="In order"
            hint="Each event waits until the previous one about the same document has arrived. A failing delivery holds up the rest until its retries run out."
            checked={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <Field
        label="Deliveries per minute"
        error={errors.rateLimit?.message}
        hint="Anything over the limit waits its turn; nothing is lost. Leave empty for no limit."
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            placeholder="No limit"
            className="w-28"
            {...form.register('rateLimit')}
          />
        )}
      </Field>
    </>
  )
}
