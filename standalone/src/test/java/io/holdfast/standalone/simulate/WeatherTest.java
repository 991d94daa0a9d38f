package io.holdfast.standalone.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeatherTest {
    @Test
    void aboutThreeInAHundredHostsAreOddAtATime() {
        Random random = new Random(7);
        int odd = 0;
        for (int host = 0; host < 20_000; host++) {
            Weather.Spell spell = Weather.CALM.first(Layout.RTX_PRO_6000, random);
            odd += spell.oddity().isPresent() ? 1 : 0;
        }
        assertTrue(odd > 400 && odd < 800, odd + " of 20000");
    }

    @Test
    void theShareOfTimeSpentOddStaysThatSmall() {
        Random random = new Random(8);
        Weather.Spell spell = Weather.CALM.first(Layout.HGX_B200, random);
        Duration well = Duration.ZERO;
        Duration odd = Duration.ZERO;
        for (int change = 0; change < 20_000; change++) {
            if (spell.oddity().isPresent()) {
                odd = odd.plus(spell.lasts());
            } else {
                well = well.plus(spell.lasts());
            }
            spell = Weather.CALM.next(spell, Layout.HGX_B200, random);
        }
        double share = (double) odd.toMillis() / odd.plus(well).toMillis();
        assertTrue(share > 0.02 && share < 0.04, "odd for " + share + " of the time");
    }

    @Test
    void theSameSeedGivesTheSameWeather() {
        assertEquals(
                Weather.CALM.first(Layout.H200_NVL, new Random(42)),
                Weather.CALM.first(Layout.H200_NVL, new Random(42)));
    }
}
