using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

public class SharedJobsTests
{
    [Fact]
    public void One_member_does_the_jobs_of_those_that_do_not_come()
    {
        var done = new int[10];
        var jobs = new SharedJobs([new JobStep(done.Length, job => done[job]++), new JobStep(1, _ => done[0]++)], members: 4);
        jobs.Work(0);
        jobs.ThrowError();
        Assert.Equal(2, done[0]);
        Assert.All(done[1..], times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 1000)]
    [InlineData(16, 5)]
    public void Every_step_sees_all_jobs_of_the_last(int threads, int count)
    {
        for (var turn = 0; turn < 200; turn++)
        {
            var done = new int[4];
            var early = 0;
            Workers.Run([.. Enumerable.Range(0, done.Length).Select(step => new JobStep(count, _ => Do(step)))], threads);
            Assert.Equal(0, early);
            Assert.All(done, times => Assert.Equal(count, times));

            void Do(int step)
            {
                if (step > 0 && Volatile.Read(ref done[step - 1]) != count)
                    Interlocked.Increment(ref early);
                Interlocked.Increment(ref done[step]);
            }
        }
    }

    /// <summary>Many jobs are taken several at a time: here 5 and 6 of ranges that they do not divide.</summary>
    [Theory]
    [InlineData(2, 769)]
    [InlineData(3, 1000)]
    public void Each_of_many_jobs_is_run_once(int threads, int count)
    {
        for (var turn = 0; turn < 50; turn++)
        {
            var done = new int[count];
            Workers.Run(count, threads, job => Interlocked.Increment(ref done[job]));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    /// <summary>A job of the caller's range, and one of the other's; alone, and among those that are taken together.</summary>
    [Theory]
    [InlineData(100, 37)]
    [InlineData(100, 80)]
    [InlineData(2000, 77)]
    [InlineData(2000, 1999)]
    public void What_a_job_throws_reaches_the_caller(int count, int failing)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Workers.Run(
            [new JobStep(count, job => FailIf(job == failing, job)), new JobStep(100, _ => { })], threads: 2));
        Assert.Equal($"job {failing}", error.Message);
    }

    [Fact]
    public void No_step_begins_after_one_that_failed()
    {
        var later = 0;
        Thread? other = null;
        var jobs = new SharedJobs([new JobStep(2, Meet), new JobStep(2, _ => later++)], members: 2);
        other = new Thread(() => jobs.Work(1));
        jobs.Work(0);
        Assert.Equal("job 1", Assert.Throws<InvalidOperationException>(jobs.ThrowError).Message);
        Assert.Equal(0, later);

        // The first job lasts until the other thread has failed at the second, and left.
        void Meet(long job)
        {
            FailIf(job == 1, job);
            other!.Start();
            other.Join();
        }
    }

    [Fact]
    public void Who_comes_when_all_is_over_finds_nothing_to_do()
    {
        var done = 0;
        var jobs = new SharedJobs([new JobStep(3, _ => done++)], members: 2);
        jobs.Work(0);
        jobs.ThrowError();
        jobs.Work(1);
        Assert.Equal(3, done);
    }

    [Fact]
    public void Who_comes_after_a_failure_takes_nothing_of_what_is_left()
    {
        var taken = 0;
        var jobs = new SharedJobs([new JobStep(10, Fail), new JobStep(10, Fail)], members: 2);
        jobs.Work(0);
        jobs.Work(1);
        Assert.Equal("job 0", Assert.Throws<InvalidOperationException>(jobs.ThrowError).Message);
        Assert.Equal(1, taken);

        void Fail(long job)
        {
            taken++;
            FailIf(true, job);
        }
    }

    /// <summary>A team may have more threads than a pass asks for, and any of them may be the one that comes.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(2, 10)]
    [InlineData(3, 0)]
    public void Only_members_work(int member, int expected)
    {
        var done = new int[10];
        var jobs = new SharedJobs([new JobStep(done.Length, job => done[job]++)], members: 3);
        jobs.Work(member);
        jobs.ThrowError();
        Assert.Equal(expected, done.Sum());
    }

    /// <summary>Steps whose counters take more than a line of the cache, and one without jobs among them.</summary>
    [Fact]
    public void Many_steps_are_taken_one_after_the_other()
    {
        var order = new List<long>();
        var steps = Enumerable.Range(0, 40).Select(step => new JobStep(step == 7 ? 0 : 1, _ => order.Add(step))).ToArray();
        var jobs = new SharedJobs(steps, members: 2);
        var other = new Thread(() => jobs.Work(1));
        other.Start();
        jobs.Work(0);
        other.Join();
        jobs.ThrowError();
        Assert.Equal(Enumerable.Range(0, 40).Where(step => step != 7).Select(step => (long)step), order);
    }

    [Fact]
    public void Threads_that_call_at_once_do_not_meet()
    {
        var sums = new long[4];
        var callers = Enumerable.Range(0, sums.Length).Select(caller => new Thread(() =>
        {
            for (var call = 0; call < 200; call++)
                Workers.Run([new JobStep(50, job => Interlocked.Add(ref sums[caller], job)), new JobStep(50, job => Interlocked.Add(ref sums[caller], job))], threads: 2);
        })).ToArray();
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(sums, sum => Assert.Equal(200 * 2450, sum));
    }

    private static void FailIf(bool fails, long job)
    {
        if (fails)
            throw new InvalidOperationException($"job {job}");
    }
}
