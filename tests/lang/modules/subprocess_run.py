# runner: audit-every=3000 timeout=40 modes=plain,audit,all
import subprocess, sys
print(subprocess.run(['echo','hi'], capture_output=True, text=True))
print(subprocess.check_output('echo $X; exit 0', shell=True, env={'X':'5'}))
try: subprocess.run(['/nonexistent'])
except FileNotFoundError as e: print(e)
p = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE); print(p.communicate(b'abc'), p.returncode)
print(subprocess.run(['sh','-c','exit 3']).returncode, subprocess.getoutput('echo a b'))
