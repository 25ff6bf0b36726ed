#!/bin/bash
# The batch script of `cambrian submit`. Sites may edit a copy and give it with --script-template;
# the words between @ signs are filled in. It starts or resumes the run, passes Slurm's warnings on
# to it, and puts the job back into the queue when it was warned before the run was over.
#SBATCH --job-name=@NAME@
#SBATCH --nodes=@NODES@
#SBATCH --ntasks-per-node=@TASKS_PER_NODE@
#SBATCH --cpus-per-task=@CPUS_PER_TASK@
#SBATCH --output=@JOB@/output.txt
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --no-kill
#SBATCH --signal=B:USR1@@WARNING@
@OPTIONS@
run=@RUN@
job=@JOB@
first=(@FIRST@)
later=(@LATER@)
launch=(@LAUNCH@)

echo "job $SLURM_JOB_ID, start ${SLURM_RESTART_COUNT:-0}, on $SLURM_JOB_NODELIST"
warned=0
# A file, because it reaches rank 0 under every launcher.
trap 'warned=1; echo "warned by Slurm: the run saves and stops"; : > "$run/stop"' USR1 TERM

# Nothing is begun that cannot be done before the allocation ends.
end=$(squeue --noheader --jobs "$SLURM_JOB_ID" --format %e 2> /dev/null)
end=$(date --date "${end:-never}" +%s 2> /dev/null) && export CAMBRIAN_JOB_END=$end

said() { grep -q "^  \"$1\": \"$2\"" "$run/status.json" 2> /dev/null; }
over() { said state done || said state failed; }

words=("${first[@]}")
[ -e "$run/manifest.json" ] && words=("${later[@]}")
rm -f "$run/status.json" "$run/stop"
"${launch[@]}" "${words[@]}" < /dev/null &
launcher=$!

# The launcher may wait for ever for a rank that is dead or cut off, so the run's own word counts.
patience=@PATIENCE@
while kill -0 "$launcher" 2> /dev/null; do
  # Again, because a run that only just begins removes the file.
  [ "$warned" -eq 1 ] && [ -d "$run" ] && : > "$run/stop"
  if over; then
    patience=$((patience - 1))
    [ "$patience" -eq 0 ] && kill -TERM "$launcher"
    [ "$patience" -le -5 ] && kill -KILL "$launcher"
  fi
  sleep 1 &
  wait $!
done
wait "$launcher"
code=$?
over || exit "$code"
if said state failed; then exit 2; fi
if said reason interrupted && [ "$warned" -eq 1 ]; then
  echo "back into the queue"
  scontrol requeue "$SLURM_JOB_ID"
fi
exit 0
