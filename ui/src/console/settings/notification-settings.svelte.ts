// What the desktop tells, while it is worked on, and what there is on this computer to tell it by.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { NotificationService, NotificationSettings } from '$lib/api/generated';
import { SectionForm } from './section-form.svelte';

export class NotificationsState extends SectionForm<NotificationSettings, NotificationSettings, Record<string, never>> {
  /** What shows notifications; null before it was read. */
  service = $state.raw<NotificationService | null>(null);
  /** The notification that somebody tries. */
  trial = $state<'none' | 'asked' | 'sent'>('none');
  /** Why it could not be shown. */
  trouble = $state.raw<CommandFailure | null>(null);

  constructor(say: (words: string) => void) {
    const found = { tell: (_: NotificationService) => {} };
    const read = async () => {
      const { settings, service } = await call('getNotifications', {});
      found.tell(service);
      return settings;
    };
    const same = (settings: NotificationSettings) => ({ ...settings });
    const write = (settings: NotificationSettings) => call('setNotifications', settings);
    super({ read, write, form: same, kept: same, errors: () => ({}), saved: 'The settings for notifications are saved.' }, say);
    found.tell = (service) => (this.service = service);
  }

  /** Has the desktop show one. */
  async test(): Promise<void> {
    if (this.trial === 'asked') return;
    this.trial = 'asked';
    this.trouble = null;
    try {
      await call('testNotification', {});
      this.trial = 'sent';
    } catch (thrown) {
      this.trouble = asFailure(thrown);
      this.say(this.trouble.message);
      this.trial = 'none';
      await this.load();
    }
  }

  /** Looks once more what there is. */
  async lookAgain(): Promise<void> {
    this.trouble = null;
    this.trial = 'none';
    await this.load();
    this.say(this.service?.kind === 'ready' ? 'Notifications can be shown now.' : 'There is still nothing that shows notifications.');
  }
}
