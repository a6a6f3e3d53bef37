import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { Frame } from './parts/frame.tsx';
import { Gate } from './parts/gate.tsx';
import { screen } from './parts/screen.tsx';
import { at } from './place.ts';
import { Missing } from './screens/missing.tsx';

const Overview = screen(async () => (await import('./screens/overview.tsx')).Overview);
const Calls = screen(async () => (await import('./screens/calls.tsx')).Calls);
const Live = screen(async () => (await import('./screens/live.tsx')).Live);
const Failures = screen(async () => (await import('./screens/failures.tsx')).Failures);
const Sources = screen(async () => (await import('./screens/sources.tsx')).Sources);
const Alerts = screen(async () => (await import('./screens/alerts.tsx')).Alerts);
const Settings = screen(async () => (await import('./screens/settings.tsx')).Settings);
const Trunks = screen(async () => (await import('./screens/trunks.tsx')).Trunks);
const Quality = screen(async () => (await import('./screens/subjects.tsx')).Quality);
const Registrations = screen(async () => (await import('./screens/registrations.tsx')).Registrations);
const VoiceAgents = screen(async () => (await import('./screens/voice-agents.tsx')).VoiceAgents);
const Sms = screen(async () => (await import('./screens/subjects.tsx')).Sms);
const Cards = screen(async () => (await import('./screens/subjects.tsx')).Cards);
const Queues = screen(async () => (await import('./screens/subjects.tsx')).Queues);
const CallScreen = screen(async () => (await import('./screens/call.tsx')).CallScreen);

/** The page: its frame, and the screen that the path names. */
export function App() {
  return (
    <LocationProvider>
      <ErrorBoundary>
        <Frame>
          <Gate>
            <Screens />
          </Gate>
        </Frame>
      </ErrorBoundary>
    </LocationProvider>
  );
}

function Screens() {
  const { path } = useLocation();
  if (!isText(path)) return <Missing />;
  return (
    <Router>
      <Route path={at('/')} component={Overview} />
      <Route path={at('/live')} component={Live} />
      <Route path={at('/failures')} component={Failures} />
      <Route path={at('/settings')} component={Settings} />
      <Route path={at('/alerts')} component={Alerts} />
      <Route path={at('/trunks')} component={Trunks} />
      <Route path={at('/quality')} component={Quality} />
      <Route path={at('/registrations')} component={Registrations} />
      <Route path={at('/voice-agents')} component={VoiceAgents} />
      <Route path={at('/sms')} component={Sms} />
      <Route path={at('/cards')} component={Cards} />
      <Route path={at('/queues')} component={Queues} />
      <Route path={at('/sources')} component={Sources} />
      <Route path={at('/calls')} component={Calls} />
      <Route path={at('/calls/:id')} component={CallScreen} />
      <Route default component={Missing} />
    </Router>
  );
}

/** Whether a text is written in this way; the router takes it for granted. */
function isText(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}
